// The name an operator probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace signpost::config {

/// Borrowed from `all`.
template <class Named>
[[nodiscard]] std::vector<std::string_view> names_of(const std::vector<Named>& all) {
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Named& one : all)
        names.push_back(one.name);
    return names;
}

/// The one of `names` with the fewest changed, added or missing letters against `word`, where a
/// letter in the other case counts half; none if even that one differs in more than a third of its
/// letters, or by more than the case of one.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> names);

} // namespace signpost::config
