#include "control_plane/probe/excerpt.hpp"

#include <string_view>

namespace signpost::probe {
namespace {

constexpr std::size_t kOctetsMax = 60;

void append_shown(std::string& text, std::uint8_t octet) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const bool is_plain = octet >= ' ' && octet <= '~' && octet != '"' && octet != '\\';
    if (is_plain)
        text += static_cast<char>(octet);
    else if (octet == '"' || octet == '\\')
        (text += '\\') += static_cast<char>(octet);
    else
        ((text += "\\x") += kDigits[octet >> 4]) += kDigits[octet & 15];
}

} // namespace

std::string excerpt(Bytes answer) {
    std::string text = "\"";
    std::size_t shown = 0;
    while (shown < answer.size() && shown < kOctetsMax && answer[shown] != '\n' &&
           answer[shown] != '\r')
        append_shown(text, answer[shown++]);
    // A line's own end is not more.
    std::size_t rest = shown;
    while (rest < answer.size() && (answer[rest] == '\n' || answer[rest] == '\r'))
        ++rest;
    return text + (rest < answer.size() ? "…\"" : "\"");
}

} // namespace signpost::probe
