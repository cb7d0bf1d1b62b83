#include "data_plane/loopback.hpp"

#include "loop/socket_address.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <random>

namespace signpost::data_plane {
namespace {

constexpr std::chrono::milliseconds kPatience{
    20'000}; // for slow machines: only failures wait so long

Fd connect_to(int type, const SocketAddress& server, std::string_view from) {
    const loop::RawSocketAddress raw = loop::to_raw(server);
    Fd socket(::socket(raw.storage.ss_family, type | SOCK_CLOEXEC, 0));
    if (!from.empty()) {
        const loop::RawSocketAddress ours = loop::to_raw(at(from, 0));
        REQUIRE(::bind(socket.number(), ours.get(), ours.length) == 0);
    }
    REQUIRE(::connect(socket.number(), raw.get(), raw.length) == 0);
    return socket;
}

bool is_free(int type, const SocketAddress& where) {
    const loop::RawSocketAddress raw = loop::to_raw(where);
    const Fd socket(::socket(raw.storage.ss_family, type, 0));
    return ::bind(socket.number(), raw.get(), raw.length) == 0;
}

} // namespace

Bytes bytes_of(std::string_view text) {
    return {static_cast<const std::uint8_t*>(static_cast<const void*>(text.data())), text.size()};
}

std::string text_of(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

SocketAddress at(std::string_view host, std::uint16_t port) {
    const auto address = parse_address(host);
    REQUIRE(address.has_value());
    return {*address, port};
}

SocketAddress free_port(std::string_view host) {
    std::random_device device;
    std::uniform_int_distribution<int> port(20000, 32000); // below the kernel's own choices
    for (;;) {
        const SocketAddress where = at(host, static_cast<std::uint16_t>(port(device)));
        if (is_free(SOCK_DGRAM, where) && is_free(SOCK_STREAM, where)) return where;
    }
}

TestClient TestClient::udp(const SocketAddress& server) {
    return TestClient(connect_to(SOCK_DGRAM, server, {}));
}

TestClient TestClient::tcp(const SocketAddress& server, std::string_view from) {
    return TestClient(connect_to(SOCK_STREAM, server, from));
}

void TestClient::send(std::string_view bytes) const {
    REQUIRE(::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
}

std::string TestClient::receive(std::size_t most) const {
    REQUIRE(is_readable_within(kPatience));
    std::string bytes(most, '\0');
    const ssize_t count = ::recv(socket_.number(), bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
}

std::string TestClient::receive_exactly(std::size_t count) const {
    std::string all;
    while (all.size() < count) {
        const std::string part = receive(count - all.size());
        if (part.empty()) break;
        all += part;
    }
    return all;
}

bool TestClient::is_readable_within(std::chrono::milliseconds limit) const {
    pollfd readable{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    return ::poll(&readable, 1, static_cast<int>(limit.count())) == 1;
}

bool TestClient::is_ended() const {
    return receive().empty();
}

bool TestClient::is_reset() const {
    pollfd broken{.fd = socket_.number(), .events = 0, .revents = 0};
    return ::poll(&broken, 1, static_cast<int>(kPatience.count())) == 1;
}

void TestClient::shrink_buffer() const {
    const int bytes = 4096;
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

void TestClient::finish_sending() const {
    ::shutdown(socket_.number(), SHUT_WR);
}

} // namespace signpost::data_plane
