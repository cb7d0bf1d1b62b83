// The judgement on something after thresholds.
#pragma once

#include <cstdint>
#include <string_view>

namespace signpost::health {

enum class Verdict : std::uint8_t {
    Unknown, ///< Not observed yet, or not for too long.
    Up,
    Down,
};
inline constexpr std::string_view kVerdictWords[] = {"unknown", "up", "down"};

} // namespace signpost::health
