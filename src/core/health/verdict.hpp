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

[[nodiscard]] constexpr Verdict opposite(Verdict verdict) noexcept {
    if (verdict == Verdict::Unknown) return verdict;
    return verdict == Verdict::Up ? Verdict::Down : Verdict::Up;
}

} // namespace signpost::health
