// The least that a UDP name server can do: hand every datagram back with the QR bit set.
//
// What it costs is what the kernel costs, so tools/bench prints each server's figures as ratios to
// it. One thread, one socket, batches of recvmmsg and sendmmsg as signpostd's worker has them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>

namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kDatagramMax = 1280; // no power of two: the batch spreads over all cache sets
constexpr int kSocketBuffer = 4 << 20;
constexpr std::size_t kFlagsOffset = 2; // RFC 1035 §4.1.1: QR is the top bit of the third octet
constexpr std::uint8_t kQr = 0x80;

struct Batch {
    std::array<std::array<std::uint8_t, kDatagramMax>, kBatch> datagrams{};
    std::array<sockaddr_in, kBatch> clients{};
    std::array<iovec, kBatch> parts{};
    std::array<mmsghdr, kBatch> messages{};
};

void expect_any(Batch& batch) {
    for (std::size_t i = 0; i < kBatch; ++i) {
        batch.parts[i] = {batch.datagrams[i].data(), kDatagramMax};
        msghdr& header = batch.messages[i].msg_hdr;
        header.msg_name = &batch.clients[i];
        header.msg_namelen = sizeof(sockaddr_in);
        header.msg_iov = &batch.parts[i];
        header.msg_iovlen = 1;
    }
}

/// Turns the first `count` queries into replies, in place.
void answer(Batch& batch, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        batch.parts[i].iov_len = batch.messages[i].msg_len;
        batch.datagrams[i][kFlagsOffset] |= kQr;
    }
}

void serve(int socket) {
    const auto batch = std::make_unique<Batch>();
    for (;;) { // ends with a signal
        expect_any(*batch);
        const int received =
            recvmmsg(socket, batch->messages.data(), kBatch, MSG_WAITFORONE, nullptr);
        if (received <= 0) continue;
        answer(*batch, static_cast<std::size_t>(received));
        sendmmsg(socket, batch->messages.data(), static_cast<unsigned>(received), 0);
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    const unsigned long port = arguments.size() == 2 ? std::strtoul(arguments[1], nullptr, 10) : 0;
    if (port == 0) {
        std::cerr << "usage: echo PORT\n";
        return EXIT_FAILURE;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kSocketBuffer, sizeof kSocketBuffer);
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
    if (bind(socket, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
             sizeof address) != 0) {
        std::cerr << "echo: cannot bind 127.0.0.1:" << arguments[1] << '\n';
        return EXIT_FAILURE;
    }
    serve(socket);
}
