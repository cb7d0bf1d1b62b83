// All connections of one TCP thread: accepts them, times them, ends them.
//
// A loop and a timer for each thread, not for each connection: those that wait for the same thing
// stand in one queue, the longest waiting first, so that a look at its head is enough.
#pragma once

#include "base/counter.hpp"
#include "data_plane/connection_quota.hpp"
#include "data_plane/sockets.hpp"
#include "data_plane/tcp_connection.hpp"

#include <array>
#include <list>

namespace signpost::data_plane {

struct TcpCounters {
    Counter accepted;
    Counter refused;   ///< By a limit on connections, of all clients or of this one.
    Counter timed_out; ///< Idle, stalled, or at the end of their lifetime.
};

class TcpThread {
public:
    TcpThread(std::vector<BoundSocket> sockets, const TcpLimits& limits, ConnectionQuota& quota,
              Answer answer);

    /// Serves until stop(), then answers what was received and returns. On its own thread.
    void run();
    void stop(); ///< Any thread; once.

    [[nodiscard]] const TcpCounters& counters() const noexcept { return counters_; }

private:
    struct Entry;
    using Queue = std::list<Entry*>;
    struct Entry {
        std::optional<TcpConnection> connection;
        Queue::iterator place;
        std::list<Entry>::iterator self;
        Phase phase = Phase::Idle;
        std::uint64_t accepted_ms = 0;
        std::uint64_t waits_since_ms = 0;
    };
    static constexpr std::size_t kPhases = 3;

    void on_accept(Fd socket, const sockaddr_storage& peer);
    void on_phase(Entry& entry, Phase phase);
    void on_tick();
    void end_overdue();
    void time_out(Entry& entry);
    void begin_drain();
    void stop_when_empty();
    [[nodiscard]] Queue& queue(Phase phase) { return queues_.at(static_cast<std::size_t>(phase)); }
    [[nodiscard]] std::uint64_t limit_ms(Phase phase) const noexcept;

    loop::Loop loop_;
    TcpLimits limits_;
    ConnectionQuota& quota_;
    TcpConnection::Shared shared_;
    TcpCounters counters_;
    std::list<Entry> entries_;          ///< In the order of acceptance.
    std::list<Entry> ended_;            ///< Until no callback can be inside one of them.
    std::array<Queue, kPhases> queues_; ///< Each in the order of waiting.
    loop::Timer tick_;
    loop::Timer drain_limit_;
    bool draining_ = false;
    std::list<loop::Listener> listeners_;
};

} // namespace signpost::data_plane
