// A service on loopback that says what the test wants, on a thread of its own.
//
// Connections are served one after another, each by a call of the script with its Channel; when the
// script returns, the connection is closed. Speaks TLS if it is given an identity.
#pragma once

#include "base/address.hpp"
#include "base/fd.hpp"
#include "support/certificates.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace signpost::test {

/// One connection, seen from the service. Everything ends after a few seconds at the latest.
class Channel {
public:
    Channel(Fd socket, const Identity* identity);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// False if the TLS handshake failed.
    [[nodiscard]] bool is_open() const noexcept { return is_open_; }
    /// What came until `end` was among it, or the other side was done.
    std::string read_until(std::string_view end);
    void write(std::string_view text);
    void wait_for_end();                           ///< Until the other side closes.
    void reset();                                  ///< The other side sees a broken connection.
    [[nodiscard]] std::string asked_name() const;  ///< By SNI.
    [[nodiscard]] std::string client_name() const; ///< Of its certificate.

private:
    Fd socket_;
    ssl_st* ssl_ = nullptr;
    bool is_open_ = true;
};

class ScriptedPeer {
public:
    using Script = std::function<void(Channel&)>;

    /// On a free port of 127.0.0.1.
    explicit ScriptedPeer(Script script, const Identity* identity = nullptr);
    /// Answers every HTTP request with `reply`, whole.
    static Script says(std::string reply);
    ~ScriptedPeer();
    ScriptedPeer(const ScriptedPeer&) = delete;
    ScriptedPeer& operator=(const ScriptedPeer&) = delete;

    [[nodiscard]] const SocketAddress& where() const noexcept { return where_; }
    [[nodiscard]] std::string url(std::string_view path = "/") const;

private:
    void serve(const std::stop_token& stop);

    Script script_;
    const Identity* identity_;
    SocketAddress where_; // before what finds it out
    Fd listening_;
    std::jthread thread_; // last: it uses the others
};

/// A non-blocking socket whose connection is complete.
[[nodiscard]] Fd connected_to(const SocketAddress& where);
/// Connections until the queue of the ScriptedPeer there is full: the kernel drops what asks for
/// more.
[[nodiscard]] std::vector<Fd> fill_queue(const SocketAddress& where);
/// A port of 127.0.0.1 where nobody listens.
[[nodiscard]] SocketAddress closed_port();

/// Listens, and never completes a connection: the kernel drops what asks for one.
class BlackHole {
public:
    BlackHole();
    [[nodiscard]] const SocketAddress& where() const noexcept { return where_; }

private:
    SocketAddress where_; // before what finds it out
    Fd listening_;
    std::vector<Fd> waiting_; ///< They fill the queue.
};

} // namespace signpost::test
