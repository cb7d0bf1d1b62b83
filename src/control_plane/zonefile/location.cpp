// LOC: places on the earth in the notation of RFC 1876 §3.
#include "control_plane/zonefile/rare_fields.hpp"

#include <charconv>
#include <optional>

namespace signpost::zonefile {
namespace {

/// A decimal number with up to `places` digits after its point, in units of the last place.
std::optional<std::int64_t> parse_fixed(std::string_view text, int places) noexcept {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    std::int64_t value = 0;
    int places_left = places;
    int digits = 0;
    bool after_point = false;
    for (const char c : text) {
        if (c == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 15 || (after_point && places_left-- == 0))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; places_left > 0; --places_left)
        value *= 10;
    return negative ? -value : value;
}

/// Metres, with or without their "m", in centimetres.
std::optional<std::int64_t> parse_metres_cm(std::string_view text) noexcept {
    if (text.ends_with('m') || text.ends_with('M')) text.remove_suffix(1);
    return parse_fixed(text, 2);
}

/// What may stand in one place of an angle: degrees, then minutes, then seconds.
struct AnglePart {
    int places;           ///< Digits after the point.
    std::int64_t max;     ///< In units of the last place.
    std::int64_t unit_ms; ///< Thousandths of a second of arc.
};

bool is_direction(const Token& token, std::string_view directions) noexcept {
    return token.text.size() == 1 && directions.find(token.text[0]) != std::string_view::npos;
}

/// Degrees, minutes and seconds up to a letter of `directions`; the second one counts backwards.
/// In thousandths of a second, from 2^31.
void read_angle(std::string_view directions, std::int64_t degrees_max, Fields& in, Rdata& out) {
    const AnglePart parts[] = {{0, degrees_max, 3'600'000}, {0, 59, 60'000}, {3, 59'999, 1}};
    std::int64_t angle_ms = 0;
    bool has_degrees = false;
    for (const AnglePart& part : parts) {
        if (has_degrees && is_direction(in.peek(), directions)) break;
        const Token& token = in.next_word("latitude or longitude");
        if (token.is_end()) return;
        const auto number = parse_fixed(token.text, part.places);
        if (!number || *number < 0 || *number > part.max)
            return in.fail(token, "this must be degrees, minutes, seconds and a direction: 31 14 "
                                  "0.5 N 121 28 0 E");
        angle_ms += *number * part.unit_ms;
        has_degrees = true;
    }
    const Token& direction = in.next_word("direction");
    if (direction.is_end()) return;
    if (!is_direction(direction, directions))
        return in.fail(direction, "direction must be " + std::string(directions.substr(0, 1)) +
                                      " or " + std::string(directions.substr(1)));
    if (angle_ms > degrees_max * 3'600'000) return in.fail(direction, "no such place on the earth");
    if (direction.text[0] == directions[1]) angle_ms = -angle_ms;
    out.put_u32(static_cast<std::uint32_t>(angle_ms + (std::int64_t{1} << 31)));
}

/// A size as mantissa and power of ten, in centimetres (§2).
std::uint8_t size_octet(std::int64_t size_cm) noexcept {
    unsigned exponent = 0;
    for (; size_cm >= 10; size_cm /= 10)
        ++exponent;
    return static_cast<std::uint8_t>(static_cast<unsigned>(size_cm) << 4 | exponent);
}

} // namespace

void read_location(Fields& in, Rdata& out) {
    constexpr std::int64_t kBelowCm = 10'000'000; // §2: altitude counts from 100 km below
    constexpr std::int64_t kSizeMaxCm = 9'000'000'000;
    // Size, horizontal and vertical precision of §2: 1 m, 10 km, 10 m unless said otherwise.
    std::array<std::uint8_t, 3> sizes{0x12, 0x16, 0x13};
    out.put_u8(0);
    const std::size_t sizes_at = out.size();
    out.put(sizes);
    read_angle("NS", 90, in, out);
    read_angle("EW", 180, in, out);

    const Token& altitude = in.next_word("altitude");
    if (altitude.is_end()) return;
    const auto altitude_cm = parse_metres_cm(altitude.text);
    if (!altitude_cm || *altitude_cm < -kBelowCm || *altitude_cm > UINT32_MAX - kBelowCm)
        return in.fail(altitude, "altitude must be metres from -100000.00 to 42849672.95");
    out.put_u32(static_cast<std::uint32_t>(*altitude_cm + kBelowCm));

    for (std::size_t i = 0; i < sizes.size() && !in.at_end(); ++i) {
        const Token& token = in.next_word("size");
        const auto size_cm = parse_metres_cm(token.text);
        if (!size_cm || *size_cm < 0 || *size_cm > kSizeMaxCm)
            return in.fail(token, "size and precision must be metres from 0 to 90000000");
        out.set_u8(sizes_at + i, size_octet(*size_cm));
    }
}

} // namespace signpost::zonefile
