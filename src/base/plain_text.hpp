// Text of others, as it may be shown: control characters could forge a log line or steer a
// terminal.
//
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace signpost {

/// How many octets the control character at `at` has: 1 for C0 and DEL, 2 for C1 in UTF-8 (U+0080
/// to U+009F); 0 if there is none.
[[nodiscard]] std::size_t control_at(std::string_view text, std::size_t at) noexcept;

[[nodiscard]] bool has_control(std::string_view text) noexcept;

/// The same, with `instead` for each octet of a control character.
[[nodiscard]] std::string plain(std::string text, char instead = '?');

} // namespace signpost
