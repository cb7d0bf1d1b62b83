// Clients on loopback, for the tests of the data plane.
#pragma once

#include "data_plane/sockets.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::data_plane {

[[nodiscard]] Bytes bytes_of(std::string_view text);
[[nodiscard]] std::string text_of(Bytes bytes);

/// A port from 20000 up that nobody uses at `host`, neither over UDP nor over TCP.
[[nodiscard]] SocketAddress free_port(std::string_view host);
[[nodiscard]] SocketAddress at(std::string_view host, std::uint16_t port);

/// A client's socket, connected: it takes replies only from the address that it asks. A reply that
/// does not come in time fails the test.
class TestClient {
public:
    static TestClient udp(const SocketAddress& server);
    static TestClient tcp(const SocketAddress& server, std::string_view from = {});

    void send(std::string_view bytes) const;
    /// One datagram, or what a stream has to give now, up to `most` octets; empty at its end.
    [[nodiscard]] std::string receive(std::size_t most = 65536) const;
    /// Exactly `count` octets of a stream, less only at its end.
    [[nodiscard]] std::string receive_exactly(std::size_t count) const;
    [[nodiscard]] bool is_readable_within(std::chrono::milliseconds limit) const;
    /// True if the server ended the connection, by closing or resetting it.
    [[nodiscard]] bool is_ended() const;
    /// Waits for the server to reset the connection, without taking what it has sent.
    [[nodiscard]] bool is_reset() const;
    void finish_sending() const;
    /// Lets the kernel hold little of what this client does not receive.
    void shrink_buffer() const;
    [[nodiscard]] const Fd& socket() const { return socket_; }

private:
    explicit TestClient(Fd socket) : socket_(std::move(socket)) {}
    Fd socket_;
};

} // namespace signpost::data_plane
