#include "control_plane/config/nodes.hpp"

#include <algorithm>
#include <utility>

namespace signpost::config {

const Node* member_of(const Node& node, std::string_view key) noexcept {
    const auto members = members_of(&node);
    const auto found = std::ranges::find(members, key, &Node::key);
    return found != members.end() ? &*found : nullptr;
}

std::span<const Node> members_of(const Node* node) noexcept {
    const auto* object = node != nullptr ? std::get_if<Object>(&node->value) : nullptr;
    return object != nullptr ? std::span<const Node>(object->members) : std::span<const Node>();
}

std::span<const Node> items_of(const Node* node) noexcept {
    const auto* array = node != nullptr ? std::get_if<Array>(&node->value) : nullptr;
    return array != nullptr ? std::span<const Node>(array->items) : std::span<const Node>();
}

const std::string* text_of(const Node* node) noexcept {
    return node != nullptr ? std::get_if<std::string>(&node->value) : nullptr;
}

std::string text_at(const Node& node, std::string_view key) {
    const std::string* text = text_of(member_of(node, key));
    return text != nullptr ? *text : std::string();
}

bool flag_at(const Node& node, std::string_view key, bool standard) noexcept {
    const Node* member = member_of(node, key);
    const auto* flag = member != nullptr ? std::get_if<bool>(&member->value) : nullptr;
    return flag != nullptr ? *flag : standard;
}

std::optional<std::uint32_t> whole_of(const Node* node) noexcept {
    const auto* value = node != nullptr ? std::get_if<std::int64_t>(&node->value) : nullptr;
    if (value == nullptr || !std::in_range<std::uint32_t>(*value)) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

std::optional<double> number_of(const Node* node) noexcept {
    if (node == nullptr) return std::nullopt;
    if (const auto* whole = std::get_if<std::int64_t>(&node->value))
        return static_cast<double>(*whole);
    const auto* number = std::get_if<double>(&node->value);
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<Address> address_of(const Node* node) {
    const std::string* text = text_of(node);
    return text != nullptr ? parse_address(*text) : std::nullopt;
}

std::vector<Address> addresses_of(const Node* node) {
    std::vector<Address> addresses;
    for (const Node& item : items_of(node))
        if (const std::string* text = text_of(&item))
            if (const auto address = parse_address(*text)) addresses.push_back(*address);
    return addresses;
}

std::vector<std::string> texts_of(const Node* node) {
    std::vector<std::string> texts;
    for (const Node& item : items_of(node))
        if (const std::string* text = text_of(&item)) texts.push_back(*text);
    return texts;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const Node* node) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const Node& member : members_of(node))
        if (const std::string* value = text_of(&member)) pairs.emplace_back(member.key, *value);
    return pairs;
}

std::optional<std::size_t> index_of(std::span<const std::string_view> words,
                                    const std::string* word) {
    if (word == nullptr) return std::nullopt;
    const auto found = std::ranges::find(words, *word);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - words.begin());
}

} // namespace signpost::config
