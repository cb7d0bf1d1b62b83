#include "core/health/tracker.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace signpost::health {
namespace {

std::uint64_t window(const TrackerRules& rules) noexcept {
    const unsigned length = std::max({rules.fall, rules.fall_of, std::uint8_t{1}});
    return length >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << length) - 1;
}

} // namespace

Tracker::Outcome Tracker::observe(const TrackerRules& rules, const Observation& observation,
                                  std::optional<std::uint64_t> witness_ms, std::uint64_t now_ms) {
    if (observation.outcome == health::Outcome::Unasked) return Outcome::Nothing;
    if (observation.outcome == health::Outcome::Ok) return rise(rules, now_ms);
    good_in_row_ = 0;
    if (verdict_ == Verdict::Down) return Outcome::Nothing;
    if (observation.outcome == health::Outcome::Refused) return fall(rules, now_ms);
    if (needs_witness(observation.outcome)) {
        if (observation.started_ms < vouched_ms_) return Outcome::Undecided; // the same silence
        awaits_ms_ = std::midpoint(observation.started_ms, observation.ended_ms);
        is_awaiting_fall_ = observation.outcome == health::Outcome::Unreachable;
        if (!witness_ms || *witness_ms < *awaits_ms_) return Outcome::Awaiting;
        return count_away(rules, *witness_ms, now_ms);
    }
    return count_failure(rules, now_ms);
}

Tracker::Outcome Tracker::hear(const TrackerRules& rules, std::uint64_t witness_ms,
                               std::uint64_t now_ms) {
    if (!awaits_ms_ || witness_ms < *awaits_ms_) return Outcome::Nothing;
    return count_away(rules, witness_ms, now_ms);
}

void Tracker::forget_failures() noexcept {
    failures_ = 0;
    vouched_ms_ = 0;
    awaits_ms_.reset();
}

Tracker::Outcome Tracker::reuse(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    if (!is_suppressed_ || still_flaps(rules, now_ms)) return Outcome::Nothing;
    is_suppressed_ = false;
    return Outcome::Rose;
}

Tracker::Outcome Tracker::release() noexcept {
    if (!is_suppressed_) return Outcome::Nothing;
    is_suppressed_ = false;
    is_flapping_ = false;
    penalty_ = {};
    return Outcome::Rose;
}

std::optional<std::uint64_t> Tracker::reuse_ms(const TrackerRules& rules) const noexcept {
    if (!is_suppressed_) return std::nullopt;
    return penalty_.reuse_ms(rules);
}

Tracker::Outcome Tracker::rise(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    failures_ <<= 1;
    awaits_ms_.reset();
    if (verdict_ == Verdict::Up) return Outcome::Nothing;
    if (good_in_row_ < std::numeric_limits<std::uint8_t>::max()) ++good_in_row_;
    if (verdict_ == Verdict::Down && good_in_row_ < rules.rise) return Outcome::Nothing;
    failures_ = 0;
    verdict_ = Verdict::Up;
    is_suppressed_ = still_flaps(rules, now_ms);
    return is_suppressed_ ? Outcome::Suppressed : Outcome::Rose;
}

Tracker::Outcome Tracker::count_away(const TrackerRules& rules, std::uint64_t witness_ms,
                                     std::uint64_t now_ms) noexcept {
    vouched_ms_ = witness_ms;
    return is_awaiting_fall_ ? fall(rules, now_ms) : count_failure(rules, now_ms);
}

Tracker::Outcome Tracker::count_failure(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    awaits_ms_.reset();
    failures_ = failures_ << 1 | 1;
    const int failures = std::popcount(failures_ & window(rules));
    return failures >= rules.fall ? fall(rules, now_ms) : Outcome::Undecided;
}

Tracker::Outcome Tracker::fall(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    const bool was_suppressed = is_suppressed_;
    verdict_ = Verdict::Down;
    is_suppressed_ = false;
    good_in_row_ = 0;
    forget_failures();
    penalty_.add_fall(rules, now_ms);
    if (penalty_.at(rules, now_ms) > rules.flap_suppress) is_flapping_ = true;
    return was_suppressed ? Outcome::Nothing : Outcome::Fell;
}

bool Tracker::still_flaps(const TrackerRules& rules, std::uint64_t now_ms) noexcept {
    if (rules.flap_suppress == 0 || now_ms >= penalty_.reuse_ms(rules)) is_flapping_ = false;
    return is_flapping_;
}

} // namespace signpost::health
