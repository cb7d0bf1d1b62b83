// DNS over TCP (RFC 7766): connections on threads of their own, so that a stream, however slow,
// never shares a thread with UDP.
//
// App makes one from the sockets of open_sockets(). What to answer is not known here.
#pragma once

#include "data_plane/tcp_thread.hpp"

#include <thread>

namespace signpost::data_plane {

struct TcpTotals {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t timed_out = 0;
    std::uint32_t open = 0;
};

class TcpServer {
public:
    /// Serves from construction on, with one thread for each element of `sockets`.
    /// `make_answer(i)` is called here, once for each thread i; what it returns, only on thread i.
    TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
              const std::function<Answer(std::size_t thread)>& make_answer);
    ~TcpServer() { stop(); }
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    /// Accepts no more, answers what was received, closes, and waits for all that; at most about
    /// two seconds, for clients that do not take their answers. Stopping twice is fine.
    void stop();

    [[nodiscard]] TcpTotals totals() const noexcept; ///< Any thread.

private:
    ConnectionQuota quota_;
    std::list<TcpThread> threads_;
    std::vector<std::jthread> running_;
};

} // namespace signpost::data_plane
