// Taking values out of a tree whose forms have been checked: what is missing or has another type is
// nothing here, and was complained about there.
#pragma once

#include "control_plane/config/document.hpp"

#include <optional>
#include <span>
#include <string_view>

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

/// None if `node` is null, no whole number, or negative or above 32 bits.
[[nodiscard]] std::optional<std::uint32_t> whole_of(const Node* node) noexcept;

/// None if `node` is null or no number.
[[nodiscard]] std::optional<double> number_of(const Node* node) noexcept;

} // namespace signpost::config
