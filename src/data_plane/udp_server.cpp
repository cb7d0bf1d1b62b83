#include "data_plane/udp_server.hpp"

#include <pthread.h>
#include <sched.h>

namespace signpost::data_plane {
namespace {

/// Keeps the calling thread to the `number`-th CPU that this process may use, counted round.
void pin_to_cpu(std::size_t number) {
    cpu_set_t allowed{};
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    auto left = number % static_cast<std::size_t>(CPU_COUNT(&allowed));
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed) || left-- != 0) continue;
        cpu_set_t only{};
        CPU_SET(cpu, &only);
        ::sched_setaffinity(0, sizeof only, &only); // of the calling thread
        return;
    }
}

} // namespace

UdpServer::UdpServer(std::vector<std::vector<BoundSocket>> sockets, Published<Snapshot>& snapshots,
                     bool pin) {
    for (auto& of_worker : sockets)
        desks_.emplace_back(std::move(of_worker), snapshots);
    for (Desk& desk : desks_)
        running_.emplace_back([&desk, pin, number = running_.size()] {
            pthread_setname_np(pthread_self(), ("udp-" + std::to_string(number)).c_str());
            if (pin) pin_to_cpu(number);
            desk.worker.run();
        });
}

void UdpServer::stop() {
    if (running_.empty()) return;
    for (Desk& desk : desks_)
        desk.port.stop();
    running_.clear(); // joins
}

std::vector<const answer::Counters*> UdpServer::counters() const {
    std::vector<const answer::Counters*> all;
    for (const Desk& desk : desks_)
        all.push_back(&desk.scratch.counters);
    return all;
}

std::uint64_t UdpServer::lost() const noexcept {
    std::uint64_t sum = 0;
    for (const Desk& desk : desks_)
        sum += desk.port.lost();
    return sum;
}

} // namespace signpost::data_plane
