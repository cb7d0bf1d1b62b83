#include "core/geo/regions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace signpost::geo {

std::uint32_t distance_km(const Coordinates& from, const Coordinates& to) noexcept {
    constexpr double kEarthRadiusKm = 6371.0088; // the mean radius of WGS 84
    constexpr double kRadians = std::numbers::pi / 180;
    const auto haversine = [](double angle) { return std::pow(std::sin(angle / 2), 2); };
    const double chord = haversine((to.latitude - from.latitude) * kRadians) +
                         std::cos(from.latitude * kRadians) * std::cos(to.latitude * kRadians) *
                             haversine((to.longitude - from.longitude) * kRadians);
    const double angle = 2 * std::asin(std::sqrt(std::min(chord, 1.0)));
    return static_cast<std::uint32_t>(std::lround(kEarthRadiusKm * angle));
}

std::uint16_t Regions::greater_of(std::uint16_t region) const {
    const auto found = regions.find(region);
    return found == regions.end() ? std::uint16_t{0} : found->second.greater;
}

std::optional<Coordinates> Regions::place_of(const Location& location) const {
    const auto region = regions.find(location.region);
    if (region != regions.end() && region->second.at) return region->second.at;
    const auto country = countries.find(location.country);
    return country == countries.end() ? std::nullopt : std::optional(country->second);
}

} // namespace signpost::geo
