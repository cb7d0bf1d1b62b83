// Regular expressions for the bodies of answers, as RE2 has them: never slower than linear.
#pragma once

#include <string>
#include <string_view>

namespace signpost::probe {

/// Empty, or why `pattern` cannot be used. Pure; any thread.
[[nodiscard]] std::string reason_of_bad_pattern(std::string_view pattern);

/// Whether it matches somewhere in `text`. The pattern has been found good.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

} // namespace signpost::probe
