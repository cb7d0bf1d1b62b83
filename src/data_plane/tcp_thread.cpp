#include "data_plane/tcp_thread.hpp"

#include "loop/socket_address.hpp"

#include <algorithm>

namespace signpost::data_plane {
namespace {

using std::chrono::milliseconds;

/// For clients that are slow to take their last answers after stop().
constexpr milliseconds kDrainLimit{2000};

/// How late a limit may be noticed: a tenth of the shortest, but no more often than needed.
milliseconds tick_interval(const TcpLimits& limits) {
    const std::uint32_t shortest = std::min({limits.idle_ms, limits.stall_ms, limits.lifetime_ms});
    return milliseconds{std::clamp(shortest / 10, 1U, 1000U)};
}

} // namespace

TcpThread::TcpThread(std::vector<BoundSocket> sockets, const TcpLimits& limits,
                     ConnectionQuota& quota, Answer answer)
    : limits_(limits),
      quota_(quota), shared_{.loop = loop_,
                             .answer = std::move(answer),
                             .answers = std::vector<std::uint8_t>(TcpConnection::kAnswersSize)},
      tick_(loop_, [this] { on_tick(); }), drain_limit_(loop_, [this] { loop_.stop(); }) {
    for (BoundSocket& bound : sockets)
        listeners_.emplace_back(loop_, std::move(bound.socket),
                                [this](Fd socket, const sockaddr_storage& peer) {
                                    on_accept(std::move(socket), peer);
                                });
}

void TcpThread::run() {
    loop_.run();
}

void TcpThread::stop() {
    loop_.post([this] { begin_drain(); });
}

void TcpThread::on_accept(Fd socket, const sockaddr_storage& peer) {
    const Address client = loop::address_of(peer);
    if (!quota_.admit(client)) return counters_.refused.add();
    counters_.accepted.add();

    Entry& entry = entries_.emplace_back();
    entry.self = std::prev(entries_.end());
    entry.place = queue(Phase::Idle).insert(queue(Phase::Idle).end(), &entry);
    entry.accepted_ms = entry.waits_since_ms = loop_.now_ms();
    entry.connection.emplace(shared_, std::move(socket), client,
                             [this, &entry](Phase phase) { on_phase(entry, phase); });
    if (!tick_.is_active()) tick_.start_every(tick_interval(limits_));
}

void TcpThread::on_phase(Entry& entry, Phase phase) {
    Queue& left = queue(entry.phase);
    if (phase == Phase::Closed) {
        left.erase(entry.place);
        quota_.leave(entry.connection->client());
        ended_.splice(ended_.end(), entries_, entry.self);
        return stop_when_empty();
    }
    queue(phase).splice(queue(phase).end(), left, entry.place);
    entry.phase = phase;
    entry.waits_since_ms = loop_.now_ms();
}

void TcpThread::on_tick() {
    ended_.clear();
    end_overdue();
    if (entries_.empty() && ended_.empty()) tick_.stop(); // an idle server sleeps
}

void TcpThread::end_overdue() {
    const std::uint64_t now = loop_.now_ms();
    for (const Phase phase : {Phase::Idle, Phase::Reading, Phase::Writing})
        while (!queue(phase).empty() &&
               now - queue(phase).front()->waits_since_ms >= limit_ms(phase))
            time_out(*queue(phase).front());
    while (!entries_.empty() && now - entries_.front().accepted_ms >= limits_.lifetime_ms)
        time_out(entries_.front());
}

void TcpThread::time_out(Entry& entry) {
    counters_.timed_out.add();
    entry.connection->close();
}

std::uint64_t TcpThread::limit_ms(Phase phase) const noexcept {
    if (phase != Phase::Idle) return limits_.stall_ms;
    return quota_.is_scarce() ? limits_.idle_ms / 8 : limits_.idle_ms;
}

/// Beyond this point no connection is accepted, and each closes when it has its answers.
void TcpThread::begin_drain() {
    for (loop::Listener& listener : listeners_)
        listener.finish();
    draining_ = true;
    drain_limit_.start_once(kDrainLimit);
    for (auto next = entries_.begin(); next != entries_.end();) {
        Entry& entry = *next++; // finish() may take it out of the list
        entry.connection->finish();
    }
    stop_when_empty();
}

void TcpThread::stop_when_empty() {
    if (draining_ && entries_.empty()) loop_.stop();
}

} // namespace signpost::data_plane
