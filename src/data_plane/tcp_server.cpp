#include "data_plane/tcp_server.hpp"

#include "data_plane/worker.hpp"

#include <pthread.h>

namespace signpost::data_plane {
namespace {

Answer answer_from(Published<Snapshot>::Reader reader, answer::Scratch& scratch) {
    return [reader, &scratch](Bytes query, const Address& client, MutableBytes out) mutable {
        read_clocks(scratch);
        const auto snapshot = reader.pin();
        return answer::reply(query, {client, answer::Transport::Tcp}, *snapshot, scratch, out);
    };
}

} // namespace

TcpServer::TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
                     Published<Snapshot>& snapshots)
    : TcpServer(std::move(sockets), limits, [this, &snapshots] {
          return answer_from(snapshots.add_reader(), scratches_.emplace_back());
      }) {}

TcpServer::TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
                     const std::function<Answer()>& make_answer)
    : quota_(limits) {
    for (auto& of_thread : sockets)
        threads_.emplace_back(std::move(of_thread), limits, quota_, make_answer());
    for (TcpThread& thread : threads_)
        running_.emplace_back([&thread, number = running_.size()] {
            pthread_setname_np(pthread_self(), ("tcp-" + std::to_string(number)).c_str());
            thread.run();
        });
}

void TcpServer::stop() {
    if (running_.empty()) return;
    for (TcpThread& thread : threads_)
        thread.stop();
    running_.clear(); // joins
}

TcpTotals TcpServer::totals() const noexcept {
    TcpTotals totals{.open = quota_.total()};
    for (const TcpThread& thread : threads_) {
        totals.accepted += thread.counters().accepted.value();
        totals.refused += thread.counters().refused.value();
        totals.timed_out += thread.counters().timed_out.value();
    }
    return totals;
}

std::vector<const answer::Counters*> TcpServer::counters() const {
    std::vector<const answer::Counters*> all;
    for (const answer::Scratch& scratch : scratches_)
        all.push_back(&scratch.counters);
    return all;
}

} // namespace signpost::data_plane
