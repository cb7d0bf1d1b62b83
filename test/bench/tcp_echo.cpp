// The least that a TCP name server can do: hand back what comes, with the QR bit of each message
// set.
//
// What it costs is what the kernel costs; tools/bench prints each server's figures as ratios to it.
// One thread, epoll, one read and one write for whatever a connection has ready.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t kReadMax = 65536;
constexpr int kEventsMax = 64;
constexpr int kBacklog = 1024;
constexpr std::size_t kLengthPrefix = 2; // RFC 1035 §4.2.2
constexpr std::size_t kFlagsOffset = 2;  // RFC 1035 §4.1.1: QR is the top bit of the third octet
constexpr std::uint8_t kQr = 0x80;

using Bytes = std::vector<std::uint8_t>;

/// Sets QR in every whole message at the front of `bytes` and returns how many octets these take.
std::size_t answer_whole_messages(std::span<std::uint8_t> bytes) {
    std::size_t at = 0;
    while (bytes.size() - at >= kLengthPrefix) {
        const auto length = static_cast<std::size_t>(bytes[at] << 8 | bytes[at + 1]);
        if (bytes.size() - at - kLengthPrefix < length) break;
        if (length > kFlagsOffset) bytes[at + kLengthPrefix + kFlagsOffset] |= kQr;
        at += kLengthPrefix + length;
    }
    return at;
}

/// What a connection sent of a message that is not whole yet is kept in `rest`.
/// Returns false when the connection has ended.
bool echo(int connection, Bytes& rest, std::span<std::uint8_t> room) {
    const ssize_t length = recv(connection, room.data(), room.size(), 0);
    if (length <= 0) return false;
    std::span<std::uint8_t> bytes = room.first(static_cast<std::size_t>(length));
    if (!rest.empty()) {
        rest.insert(rest.end(), bytes.begin(), bytes.end());
        bytes = rest;
    }
    const std::size_t whole = answer_whole_messages(bytes);
    const bool sent = whole == 0 || send(connection, bytes.data(), whole, MSG_NOSIGNAL) ==
                                        static_cast<ssize_t>(whole);
    const std::span<std::uint8_t> left = bytes.subspan(whole);
    rest = Bytes(left.begin(), left.end());
    return sent;
}

void watch(int poller, int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
}

void serve(int listener) {
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    watch(poller, listener);
    std::unordered_map<int, Bytes> rests;
    std::vector<std::uint8_t> room(kReadMax);
    std::array<epoll_event, kEventsMax> events{};
    for (;;) { // ends with a signal
        const int ready = epoll_wait(poller, events.data(), kEventsMax, -1);
        for (const epoll_event& event :
             std::span(events).first(ready > 0 ? static_cast<std::size_t>(ready) : 0)) {
            if (event.data.fd == listener) {
                const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
                constexpr int kOn = 1;
                setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
                watch(poller, connection);
            } else if (!echo(event.data.fd, rests[event.data.fd], room)) {
                rests.erase(event.data.fd);
                close(event.data.fd);
            }
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    const unsigned long port = arguments.size() == 2 ? std::strtoul(arguments[1], nullptr, 10) : 0;
    if (port == 0) {
        std::cerr << "usage: tcp_echo PORT\n";
        return EXIT_FAILURE;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    constexpr int kOn = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &kOn, sizeof kOn);
    if (bind(listener, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
             sizeof address) != 0 ||
        listen(listener, kBacklog) != 0) {
        std::cerr << "tcp_echo: cannot listen on 127.0.0.1:" << arguments[1] << '\n';
        return EXIT_FAILURE;
    }
    serve(listener);
}
