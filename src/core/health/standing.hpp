// Whether something may be given to clients, after verdicts and overrides.
//
// The standing of an endpoint is the worst of its site's, its link's and its own, so the values
// grow from good to bad. A verdict of unknown is counted before: as the last known one, or as up.
#pragma once

#include "base/word.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace signpost::health {

enum class Standing : std::uint8_t {
    Up,
    Drained,   ///< An operator empties it: given only when nothing is up.
    Down,      ///< By its checks. Given only when nothing else is left, if the policy says so.
    TakenDown, ///< By an operator: never given.
};

/// In files and between programs; words_for() is for sentences.
inline constexpr std::string_view kStandingWords[] = {"up", "drained", "down", "taken-down"};

[[nodiscard]] constexpr std::string_view words_for(Standing standing) noexcept {
    return standing == Standing::TakenDown ? "taken down" : word_of(kStandingWords, standing);
}

[[nodiscard]] constexpr Standing worst(Standing a, Standing b) noexcept {
    return std::max(a, b);
}

} // namespace signpost::health
