#include "control_plane/zonefile/encoding.hpp"

namespace signpost::zonefile {
namespace {

constexpr int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr int base64_digit(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

} // namespace

bool HexDecoder::put(char c) noexcept {
    const int digit = hex_digit(c);
    if (digit < 0) return false;
    const auto low = static_cast<std::uint8_t>(digit);
    if (has_half_)
        out_.put_u8(static_cast<std::uint8_t>(half_ << 4 | low));
    else
        half_ = low;
    has_half_ = !has_half_;
    return true;
}

bool Base64Decoder::put(char c) noexcept {
    const std::uint32_t place = count_++ % 4; // within its group of four
    if (c == '=' && place >= 2 && bits_ == 0) {
        padded_ = true;
        return true;
    }
    const int digit = base64_digit(c);
    if (digit < 0 || padded_) return false;
    bits_ = bits_ << 6 | static_cast<std::uint32_t>(digit);
    // The characters of a group leave 6, 4, 2 and 0 bits over.
    const std::uint32_t left = 6 - 2 * place;
    if (place != 0) out_.put_u8(static_cast<std::uint8_t>(bits_ >> left));
    bits_ &= (1U << left) - 1;
    return true;
}

} // namespace signpost::zonefile
