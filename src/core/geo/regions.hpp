// What is known of regions beyond their names: the greater region each is part of, and where it is.
//
// Read from a table that the configuration names; rules that compare regions or distances ask it.
// Control side only. Values.
#pragma once

#include "core/geo/location.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace signpost::geo {

/// In degrees; north and east are positive.
struct Coordinates {
    double latitude = 0;
    double longitude = 0;

    bool operator==(const Coordinates&) const = default;
};

/// Great-circle distance on a sphere of the Earth's mean radius, rounded to whole kilometres.
[[nodiscard]] std::uint32_t distance_km(const Coordinates& from, const Coordinates& to) noexcept;

struct Region {
    std::uint16_t greater = 0; ///< A number of Names::regions; 0: it is part of none.
    std::optional<Coordinates> at;

    bool operator==(const Region&) const = default;
};

struct Regions {
    std::map<std::uint16_t, Region> regions;        ///< By number of Names::regions.
    std::map<std::uint16_t, Coordinates> countries; ///< By number of Names::countries.

    /// 0 for a region that is part of none, or not known.
    [[nodiscard]] std::uint16_t greater_of(std::uint16_t region) const;
    /// The greater region that it is part of, or else itself.
    [[nodiscard]] std::uint16_t widest_of(std::uint16_t region) const {
        const std::uint16_t greater = greater_of(region);
        return greater == 0 ? region : greater;
    }
    /// Where clients at `location` are, as far as the table tells: their region, or their country.
    [[nodiscard]] std::optional<Coordinates> place_of(const Location& location) const;

    bool operator==(const Regions&) const = default;
};

} // namespace signpost::geo
