#include "control_plane/zonefile/ttl.hpp"

namespace signpost::zonefile {
namespace {

/// Zero if `c` is no unit.
constexpr std::uint32_t unit_s(char c) noexcept {
    switch (c) {
    case 'w':
    case 'W':
        return 7U * 86400U;
    case 'd':
    case 'D':
        return 86400;
    case 'h':
    case 'H':
        return 3600;
    case 'm':
    case 'M':
        return 60;
    case 's':
    case 'S':
        return 1;
    default:
        return 0;
    }
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<std::uint32_t> parse_time_span_s(std::string_view text) noexcept {
    constexpr std::uint64_t kMax = UINT32_MAX;
    std::uint64_t total = 0;
    std::uint64_t number = 0;
    bool has_digit = false;
    bool has_unit = false;
    for (const char c : text) {
        if (is_digit(c)) {
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
            has_digit = true;
        } else {
            if (!has_digit || unit_s(c) == 0) return std::nullopt;
            total += number * unit_s(c); // below 2^53: number was within 32 bits
            number = 0;
            has_digit = false;
            has_unit = true;
        }
        if (number > kMax || total > kMax) return std::nullopt;
    }
    if (has_unit == has_digit) return std::nullopt; // nothing at all, or "1h30"
    return static_cast<std::uint32_t>(total + number);
}

} // namespace signpost::zonefile
