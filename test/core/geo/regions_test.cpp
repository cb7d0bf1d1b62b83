#include "core/geo/regions.hpp"

#include <doctest/doctest.h>

namespace signpost::geo {
namespace {

TEST_SUITE("core/geo/regions") {

    TEST_CASE("distances on the globe") {
        constexpr Coordinates kBeijing{39.9042, 116.4074}, kShanghai{31.2304, 121.4737};
        constexpr Coordinates kNorthPole{90, 0}, kSouthPole{-90, 0};
        CHECK(distance_km(kBeijing, kShanghai) == 1067);
        CHECK(distance_km(kShanghai, kBeijing) == 1067);
        CHECK(distance_km(kBeijing, kBeijing) == 0);
        CHECK(distance_km(kNorthPole, kSouthPole) == 20015);
        CHECK(distance_km({0, 179}, {0, -179}) == 222); // across the date line
    }

    TEST_CASE("where a client is: by its region, else by its country, else unknown") {
        const Regions regions{.regions = {{1, {.greater = 9, .at = {{30, 120}}}}, {2, {}}},
                              .countries = {{7, {35, 105}}}};
        CHECK(regions.place_of({.region = 1, .country = 7}) == Coordinates{30, 120});
        CHECK(regions.place_of({.region = 2, .country = 7}) == Coordinates{35, 105});
        CHECK(regions.place_of({.region = 3, .country = 8}) == std::nullopt);
        CHECK(regions.greater_of(1) == 9);
        CHECK(regions.greater_of(3) == 0);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
