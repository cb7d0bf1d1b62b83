// When observations of one probe become a verdict.
#pragma once

#include <cstdint>
#include <string_view>

namespace signpost::health {

/// What counts while a probe has no verdict, or none that is recent.
enum class WhenUnknown : std::uint8_t { Last, Up, Down }; ///< Last: the last known, or else up.
inline constexpr std::string_view kWhenUnknownWords[] = {"last", "up", "down"};

struct TrackerRules {
    std::uint8_t fall = 2;    ///< So many failures
    std::uint8_t fall_of = 2; ///< of the last so many observations mean down; `fall` to 64.
    std::uint8_t rise = 3;    ///< So many good ones in a row mean up.
    std::uint32_t interval_ms = 1000;
    std::uint32_t retry_ms = 150; ///< After a failure that is not yet a verdict: ask again so soon.
    std::uint32_t stale_ms = 10'000; ///< Without an observation for so long: unknown.
    WhenUnknown when_unknown = WhenUnknown::Last;

    // Flap penalty: each fall adds 1000; it halves every half_life_s. After a fall that brings it
    // above `suppress` what comes back stays down, until the penalty is below `reuse`. By these
    // numbers the second fall within a half-life is such a one, and costs at least another.
    std::uint32_t flap_half_life_s = 60;
    std::uint32_t flap_suppress = 1500; ///< 0: no penalty.
    std::uint32_t flap_reuse = 750;

    bool operator==(const TrackerRules&) const = default;
};

} // namespace signpost::health
