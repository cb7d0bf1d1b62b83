// The name an operator probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace signpost::config {

/// The one of `names` with the fewest changed, added or missing letters against `word`, where a
/// letter in the other case counts half; none if even that one differs in more than a third of its
/// letters, or by more than the case of one.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> names);

} // namespace signpost::config
