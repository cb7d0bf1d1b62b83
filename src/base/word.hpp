// Enumerations whose values have a word each, for files and people: an array in the order of the
// values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace signpost {

/// `value` must be one of the enumeration.
template <class Enum, std::size_t count>
[[nodiscard]] constexpr std::string_view word_of(const std::string_view (&words)[count],
                                                 Enum value) noexcept {
    return words[static_cast<std::size_t>(value)];
}

/// Which value has that word; none if no value has.
template <class Enum, std::size_t count>
[[nodiscard]] constexpr std::optional<Enum> value_of(const std::string_view (&words)[count],
                                                     std::string_view word) noexcept {
    const auto* const found = std::ranges::find(words, word);
    if (found == std::end(words)) return std::nullopt;
    return static_cast<Enum>(found - std::begin(words));
}

} // namespace signpost
