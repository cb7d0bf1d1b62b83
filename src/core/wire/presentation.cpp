#include "core/wire/presentation.hpp"

#include <string_view>

namespace signpost::wire {
namespace {

void append_octet(std::string& text, std::uint8_t octet) {
    constexpr std::string_view kSpecial = ".\\\"();@$";
    const bool printable = octet > ' ' && octet < 0x7f;
    if (!printable) {
        const std::string digits = std::to_string(1000 + octet);
        text += '\\' + digits.substr(1);
        return;
    }
    if (kSpecial.find(static_cast<char>(octet)) != std::string_view::npos) text += '\\';
    text += static_cast<char>(octet);
}

} // namespace

std::string name_to_text(Bytes name) {
    std::string text;
    for (std::size_t at = 0; at < name.size() && name[at] != 0; at += 1U + name[at]) {
        for (const std::uint8_t octet : name.subspan(at + 1, name[at]))
            append_octet(text, octet);
        text += '.';
    }
    return text.empty() ? "." : text;
}

} // namespace signpost::wire
