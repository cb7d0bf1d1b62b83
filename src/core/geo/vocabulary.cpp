#include "core/geo/vocabulary.hpp"

#include "core/geo/names.hpp"

#include <algorithm>

namespace signpost::geo {

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
    return text.size() <= kLengthMax && std::ranges::none_of(text, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return octet < 0x20 || octet == 0x7f;
           });
}

} // namespace signpost::geo
