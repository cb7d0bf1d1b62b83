// DNS over TCP (RFC 7766): connections on threads of their own, so that a stream, however slow,
// never shares a thread with UDP.
//
// App makes one from the sockets of open_sockets() and the snapshots that the control plane
// publishes.
#pragma once

#include "base/published.hpp"
#include "core/answer/reply.hpp"
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
    TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
              Published<Snapshot>& snapshots);
    /// As above, but answers come from elsewhere: `make_answer` is called here, once for each
    /// thread, and what it returns only on that thread.
    TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
              const std::function<Answer()>& make_answer);
    ~TcpServer() { stop(); }
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;

    /// Accepts no more, answers what was received, closes, and waits for all that; at most about
    /// two seconds, for clients that do not take their answers. Stopping twice is fine.
    void stop();

    [[nodiscard]] TcpTotals totals() const noexcept; ///< Any thread.
    /// What the answers of each thread counted, if they come from snapshots. Any thread.
    [[nodiscard]] std::vector<const answer::Counters*> counters() const;

private:
    ConnectionQuota quota_;
    std::list<answer::Scratch> scratches_; ///< One for each thread that answers from snapshots.
    std::list<TcpThread> threads_;
    std::vector<std::jthread> running_;
};

} // namespace signpost::data_plane
