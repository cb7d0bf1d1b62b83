// Time spans as zone files write them: "3600", or with BIND's units "1h30m".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace signpost::zonefile {

inline constexpr std::uint32_t kTtlMax = 0x7fffffff; ///< RFC 2181 §8.

/// Seconds; nothing if `text` is no time span or does not fit 32 bits. Units are w d h m s in
/// either case, each after its number; only a lone number may go without.
[[nodiscard]] std::optional<std::uint32_t> parse_time_span_s(std::string_view text) noexcept;

} // namespace signpost::zonefile
