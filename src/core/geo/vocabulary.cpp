#include "core/geo/vocabulary.hpp"

#include "base/plain_text.hpp"
#include "core/geo/names.hpp"

#include <algorithm>

namespace signpost::geo {
namespace {

constexpr unsigned octet_at(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// What the first octet of a character says: its length in octets; 0: it begins none.
constexpr std::size_t length_by(unsigned first) noexcept {
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/// Forms that are longer than need be, surrogates, and what lies behind U+10FFFF.
constexpr bool is_forbidden(unsigned first, unsigned second) noexcept {
    return (first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0) ||
           (first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90);
}

/// How many octets the character in front of `text` takes; 0 if it is none (RFC 3629 §4).
std::size_t character_size(std::string_view text) noexcept {
    const std::size_t size = length_by(octet_at(text, 0));
    for (std::size_t at = 1; at < size; ++at)
        if ((octet_at(text, at) & 0xc0) != 0x80) return 0;
    return is_forbidden(octet_at(text, 0), octet_at(text, 1)) ? 0 : size;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

} // namespace

std::optional<std::uint16_t> Vocabulary::add(std::string_view name) {
    if (name.empty()) return 0;
    if (const std::uint16_t known = find(name); known != 0) return known;
    if (names_.size() == max_) return std::nullopt;
    names_.emplace_back(name);
    const auto number = static_cast<std::uint16_t>(names_.size());
    numbers_.emplace(name, number);
    return number;
}

std::uint16_t Vocabulary::find(std::string_view name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? std::uint16_t{0} : found->second;
}

std::string_view Vocabulary::name(std::uint16_t number) const noexcept {
    if (number == 0 || number > names_.size()) return {};
    return names_[number - 1U];
}

bool is_name(std::string_view text) noexcept {
    constexpr std::size_t kLengthMax = 64;
    return text.size() <= kLengthMax && is_utf8(text) && !has_control(text);
}

} // namespace signpost::geo
