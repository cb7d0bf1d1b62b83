#include "base/plain_text.hpp"

#include <algorithm>

namespace signpost {

std::size_t control_at(std::string_view text, std::size_t at) noexcept {
    const auto octet = static_cast<unsigned char>(text[at]);
    if (octet < 0x20 || octet == 0x7f) return 1;
    if (octet != 0xc2 || at + 1 == text.size()) return 0;
    const auto next = static_cast<unsigned char>(text[at + 1]);
    return next >= 0x80 && next < 0xa0 ? 2 : 0;
}

bool has_control(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (control_at(text, at) != 0) return true;
    return false;
}

std::string plain(std::string text, char instead) {
    for (std::size_t at = 0; at < text.size(); ++at)
        std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at), control_at(text, at), instead);
    return text;
}

} // namespace signpost
