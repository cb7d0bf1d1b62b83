#include "data_plane/tcp_server.hpp"

#include <pthread.h>

namespace signpost::data_plane {

TcpServer::TcpServer(std::vector<std::vector<BoundSocket>> sockets, const TcpLimits& limits,
                     const std::function<Answer(std::size_t thread)>& make_answer)
    : quota_(limits) {
    for (std::size_t i = 0; i < sockets.size(); ++i)
        threads_.emplace_back(std::move(sockets[i]), limits, quota_, make_answer(i));
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

} // namespace signpost::data_plane
