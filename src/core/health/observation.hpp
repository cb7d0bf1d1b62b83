// One probe result, as the judges see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::health {

enum class Outcome : std::uint8_t {
    Ok,
    Failed,  ///< Its answer was wrong; or it took a connection, and then did not answer in time.
    Silent,  ///< No answer in time, not even a connection. It may be us who do not hear: it needs a
             ///< witness.
    Refused, ///< Hard evidence: port closed, by the target's own word; no carrier.
    /// A router says that there is no way: at once, but of our own uplink as well as of the
    /// target. It needs a witness, as silence does.
    Unreachable,
    Unasked, ///< It could not be asked: no descriptor, no route of our own, budget used up, or told
             ///< to come back later. Says nothing about what was to be probed.
};
inline constexpr std::string_view kOutcomeWords[] = {"ok",      "failed",      "silent",
                                                     "refused", "unreachable", "unasked"};

/// Nothing has come back from the target itself: it may be our own doing.
[[nodiscard]] constexpr bool needs_witness(Outcome outcome) noexcept {
    return outcome == Outcome::Silent || outcome == Outcome::Unreachable;
}

struct Observation {
    Outcome outcome = Outcome::Unasked;
    std::uint64_t started_ms = 0; ///< Monotonic (Moment).
    std::uint64_t ended_ms = 0;
    std::uint32_t rtt_us = 0; ///< Of what was asked last; 0 without an answer.
    std::string detail;       ///< For people, one line: "connection refused"; of Ok mostly empty.
    std::uint8_t load_percent = 0; ///< As the endpoint reports it; 0: not told.
};

} // namespace signpost::health
