#include "control_plane/zonefile/token.hpp"

namespace signpost::zonefile {
namespace {

constexpr std::size_t kQuotationMax = 40; // enough to recognise a token, short enough for one line

/// Bytes above 127 pass: they are mostly UTF-8, which terminals and logs show.
std::string quotation(std::string_view text) {
    std::string shown;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        const bool starts_character = (octet & 0xc0U) != 0x80U;
        if (shown.size() >= kQuotationMax && starts_character) return shown + "...";
        if (octet >= 0x20 && octet != 0x7f) {
            shown += c;
            continue;
        }
        const std::string digits = std::to_string(octet);
        shown += "\\" + std::string(3 - digits.size(), '0') + digits;
    }
    return shown;
}

} // namespace

Mistake mistake_at(const Token& token, const std::string& what) {
    const std::string near = token.is_end() ? "end of line" : "\"" + quotation(token.text) + "\"";
    return {token.line, token.column, what + ", near " + near};
}

} // namespace signpost::zonefile
