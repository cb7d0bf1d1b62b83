// Times as operators write and read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::ctl {

/// "90s", "15min", "2h", "3d"; a plain number is in seconds.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// "2026-11-23", "2026-11-23T04:00", "2026-11-23T04:00:30", the T may be a blank: in local time, or
/// in UTC with a Z at the end. Milliseconds since 1970.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

/// "2026-11-23 04:00:30", in local time.
[[nodiscard]] std::string time_text(std::int64_t wall_ms);
/// "3 d 4 h", "12 min 5 s": the two largest units tell enough.
[[nodiscard]] std::string duration_text(std::uint64_t seconds);
/// "0.84 ms", "12.3 ms", "1,204 ms".
[[nodiscard]] std::string milliseconds_text(std::uint64_t microseconds);

[[nodiscard]] std::int64_t wall_now_ms();

} // namespace signpost::ctl
