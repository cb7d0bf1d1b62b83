// Taking values out of a tree whose forms have been checked: what is missing or has another type is
// nothing here, and was complained about there.
#pragma once

#include "base/address.hpp"
#include "control_plane/config/document.hpp"

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signpost::config {

/// Null if `node` is no object or has no such member.
[[nodiscard]] const Node* member_of(const Node& node, std::string_view key) noexcept;

/// Empty if `node` is null or no object.
[[nodiscard]] std::span<const Node> members_of(const Node* node) noexcept;

/// Empty if `node` is null or no list.
[[nodiscard]] std::span<const Node> items_of(const Node* node) noexcept;

/// Null if `node` is null or no text.
[[nodiscard]] const std::string* text_of(const Node* node) noexcept;

/// Of a member that is a text; empty if there is none.
[[nodiscard]] std::string text_at(const Node& node, std::string_view key);

/// Of a member that is true or false; else `standard`.
[[nodiscard]] bool flag_at(const Node& node, std::string_view key, bool standard) noexcept;

/// Puts a member that is a whole number into `field`, if it fits.
template <std::unsigned_integral Number>
void take_whole(const Node& node, std::string_view key, Number& field) {
    const auto* value = member_of(node, key) != nullptr
                            ? std::get_if<std::int64_t>(&member_of(node, key)->value)
                            : nullptr;
    if (value != nullptr && std::in_range<Number>(*value)) field = static_cast<Number>(*value);
}

/// None if `node` is null, no whole number, or negative or above 32 bits.
[[nodiscard]] std::optional<std::uint32_t> whole_of(const Node* node) noexcept;

/// None if `node` is null or no number.
[[nodiscard]] std::optional<double> number_of(const Node* node) noexcept;

/// None if `node` is null or no address.
[[nodiscard]] std::optional<Address> address_of(const Node* node);

/// The items of a list that are addresses, and those that are texts; empty if `node` is null.
[[nodiscard]] std::vector<Address> addresses_of(const Node* node);
[[nodiscard]] std::vector<std::string> texts_of(const Node* node);

/// The members of an object that are texts, with their keys; empty if `node` is null.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs_of(const Node* node);

/// Where `word` stands among `words`; none if it is null or not there.
[[nodiscard]] std::optional<std::size_t> index_of(std::span<const std::string_view> words,
                                                  const std::string* word);

/// The enumerator whose number is that of the member's word; `standard` if there is no such word.
template <class Enumeration>
[[nodiscard]] Enumeration word_at(const Node& node, std::string_view key,
                                  std::span<const std::string_view> words, Enumeration standard) {
    const auto index = index_of(words, text_of(member_of(node, key)));
    return index ? static_cast<Enumeration>(*index) : standard;
}

} // namespace signpost::config
