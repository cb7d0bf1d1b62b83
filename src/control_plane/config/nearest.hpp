// The name an operator probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace signpost::config {

/// The one of `names` with the fewest changed, added or missing letters against `word`; none if
/// even that one differs in more than a third of its letters.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> names);

} // namespace signpost::config
