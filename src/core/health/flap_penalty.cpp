#include "core/health/flap_penalty.hpp"

#include <algorithm>
#include <cmath>

namespace signpost::health {
namespace {

double half_life_ms(const TrackerRules& rules) noexcept {
    return std::max<double>(rules.flap_half_life_s, 1) * 1000;
}

} // namespace

void FlapPenalty::add_fall(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    value_ = at(rules, now_ms) + kPerFall;
    at_ms_ = now_ms;
}

double FlapPenalty::at(const TrackerRules& rules, std::uint64_t now_ms) const noexcept {
    return value_ * std::exp2(-static_cast<double>(now_ms - at_ms_) / half_life_ms(rules));
}

std::uint64_t FlapPenalty::reuse_ms(const TrackerRules& rules) const noexcept {
    const double reuse = std::max<double>(rules.flap_reuse, 1);
    if (value_ < reuse) return at_ms_;
    // One more, so that what was rounded cannot leave it just above.
    return at_ms_ + static_cast<std::uint64_t>(half_life_ms(rules) * std::log2(value_ / reuse)) + 1;
}

} // namespace signpost::health
