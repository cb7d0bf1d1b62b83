// An endpoint on loopback that does as it is told, however ill-mannered. For tests of probes.
#pragma once

#include "base/address.hpp"
#include "base/fd.hpp"
#include "loop/poll.hpp"
#include "loop/stream.hpp"

#include <list>
#include <memory>
#include <string>

namespace signpost::test {

/// What is done with each connection.
struct Script {
    std::string greeting;         ///< Sent at once.
    std::string answer;           ///< Sent for each run of octets that comes.
    std::size_t answer_times = 1; ///< Sent so many times each.
    bool closes = false;          ///< After the greeting, or else the first answer.
    bool resets = false;          ///< As `closes`, the hard way.
    bool accepts = true;          ///< Otherwise connections wait in the kernel's queue for ever.
};

/// Over TCP, on a free port of `host`. Lives on the loop of the test.
class ScriptedEndpoint {
public:
    ScriptedEndpoint(loop::Loop& loop, Script script, std::string_view host = "127.0.0.1");

    [[nodiscard]] const SocketAddress& where() const noexcept { return where_; }
    [[nodiscard]] const std::string& received() const noexcept { return received_; }
    [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
    [[nodiscard]] const Address& last_peer() const noexcept { return last_peer_; }
    [[nodiscard]] std::size_t resets_seen() const noexcept { return resets_seen_; }

private:
    void on_accept(Fd socket, const sockaddr_storage& peer);
    void on_read(loop::Stream& stream, Bytes bytes);
    void say(loop::Stream& stream, std::string_view text) const;

    loop::Loop& loop_;
    Script script_;
    SocketAddress where_;
    std::string received_;
    std::size_t connections_ = 0;
    std::size_t resets_seen_ = 0;
    Address last_peer_;
    std::list<loop::Stream> streams_;
    Fd unaccepted_;
    std::optional<loop::Listener> listener_;
};

/// The same over UDP: answers each datagram with `answers`, one after another.
class ScriptedUdpEndpoint {
public:
    ScriptedUdpEndpoint(loop::Loop& loop, std::vector<std::string> answers,
                        std::string_view host = "127.0.0.1");
    [[nodiscard]] const SocketAddress& where() const noexcept { return where_; }
    [[nodiscard]] const std::string& received() const noexcept { return received_; }

private:
    void on_ready();

    std::vector<std::string> answers_;
    SocketAddress where_;
    std::string received_;
    Fd socket_;
    std::optional<loop::Poll> poll_;
};

/// A bound socket of `type` and where it is; with `from_port` 0 on a free port.
[[nodiscard]] Fd bound_socket(int type, std::string_view host, SocketAddress& where);

} // namespace signpost::test
