// What falling often costs: a number that grows with each fall and halves with time.
//
// Part of a tracker; it only counts. Deterministic: a function of the rules and of monotonic time.
#pragma once

#include "core/health/tracker_rules.hpp"

#include <cstdint>

namespace signpost::health {

class FlapPenalty {
public:
    static constexpr double kPerFall = 1000;

    void add_fall(const TrackerRules& rules, std::uint64_t now_ms) noexcept;
    [[nodiscard]] double at(const TrackerRules& rules, std::uint64_t now_ms) const noexcept;
    /// When it will be below `flap_reuse`.
    [[nodiscard]] std::uint64_t reuse_ms(const TrackerRules& rules) const noexcept;

    bool operator==(const FlapPenalty&) const = default;

private:
    double value_ = 0;
    std::uint64_t at_ms_ = 0;
};

} // namespace signpost::health
