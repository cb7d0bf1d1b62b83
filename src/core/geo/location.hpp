// What a map says of the clients at an address.
#pragma once

#include <compare>
#include <cstdint>

namespace signpost::geo {

/// Each number is that of a name in a Vocabulary; 0: the map leaves it open.
struct Location {
    std::uint16_t isp = 0;
    std::uint16_t region = 0;
    std::uint16_t country = 0;
    std::uint64_t tags = 0; ///< A set: bit n stands for the name n of the tags' Vocabulary.

    /// Takes over what is open here; tags only if there are none here.
    void fill_from(const Location& other) noexcept {
        if (isp == 0) isp = other.isp;
        if (region == 0) region = other.region;
        if (country == 0) country = other.country;
        if (tags == 0) tags = other.tags;
    }

    auto operator<=>(const Location&) const = default;
};

} // namespace signpost::geo
