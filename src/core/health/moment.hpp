// When something happened, by both clocks.
//
// Durations are measured with the first, which no one sets; the second is for people, and for what
// must outlive a restart. The shells read the clocks; core/ is told.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace signpost::health {

inline constexpr std::uint64_t kSecondMs = 1000;

struct Moment {
    std::uint64_t monotonic_ms = 0; ///< Since some start; never goes back.
    std::int64_t wall_ms = 0;       ///< Since 1970, UTC; may jump.

    auto operator<=>(const Moment&) const = default;
};

/// "2026-11-22T21:00:00Z"; fractions of a second are left out.
[[nodiscard]] std::string to_utc(std::int64_t wall_ms);

} // namespace signpost::health
