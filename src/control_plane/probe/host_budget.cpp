#include "control_plane/probe/host_budget.hpp"

namespace signpost::probe {
namespace {

constexpr std::uint64_t kSecond = 1000;

} // namespace

bool HostBudget::has_room(std::uint64_t now_ms, const config::Courtesy& courtesy) {
    while (!begun_.empty() && begun_.front() + kSecond <= now_ms)
        begun_.pop_front();
    return under_way_ < courtesy.host_concurrent && begun_.size() < courtesy.host_probes_per_s;
}

std::uint64_t HostBudget::room_at(const config::Courtesy& courtesy) const {
    if (under_way_ >= courtesy.host_concurrent || begun_.empty()) return 0;
    return begun_.front() + kSecond;
}

void HostBudget::count(std::uint64_t now_ms, std::uint32_t requests) {
    begun_.insert(begun_.end(), requests, now_ms);
}

void HostBudget::begin(std::uint64_t now_ms) {
    begun_.push_back(now_ms);
    ++under_way_;
}

} // namespace signpost::probe
