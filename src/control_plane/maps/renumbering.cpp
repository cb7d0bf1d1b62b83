#include "control_plane/maps/renumbering.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace signpost::maps {

Result<Renumbering::Numbers> Renumbering::merge(const geo::Vocabulary& from, geo::Vocabulary& into,
                                                const char* plural) {
    Numbers numbers{0};
    for (std::size_t old = 1; old <= from.size(); ++old) {
        const std::string_view name = from.name(static_cast<std::uint16_t>(old));
        const std::optional<std::uint16_t> number = into.add(name);
        if (!number)
            return Error("\"" + std::string(name) +
                         "\" is one too many: all maps and the "
                         "configuration together can name " +
                         std::to_string(into.size()) + ' ' + plural);
        numbers.push_back(*number);
    }
    return numbers;
}

Result<Renumbering> Renumbering::merge(const geo::Names& from, geo::Names& into) {
    geo::Names merged = into;
    Result<Numbers> isps = merge(from.isps, merged.isps, "ISPs");
    if (!isps) return isps.error();
    Result<Numbers> regions = merge(from.regions, merged.regions, "regions");
    if (!regions) return regions.error();
    Result<Numbers> countries = merge(from.countries, merged.countries, "countries");
    if (!countries) return countries.error();
    Result<Numbers> tags = merge(from.tags, merged.tags, "tags");
    if (!tags) return tags.error();
    into = std::move(merged);
    Renumbering renumbering;
    renumbering.isps_ = *std::move(isps);
    renumbering.regions_ = *std::move(regions);
    renumbering.countries_ = *std::move(countries);
    renumbering.tags_ = *std::move(tags);
    return renumbering;
}

geo::Location Renumbering::operator()(const geo::Location& location) const {
    std::uint64_t tags = 0;
    for (std::size_t old = 1; old < tags_.size(); ++old)
        if ((location.tags >> (old - 1) & 1) != 0) tags |= std::uint64_t{1} << (tags_[old] - 1U);
    return {.isp = isps_[location.isp],
            .region = regions_[location.region],
            .country = countries_[location.country],
            .tags = tags};
}

geo::Regions Renumbering::operator()(const geo::Regions& regions) const {
    geo::Regions renumbered;
    for (const auto& [number, region] : regions.regions)
        renumbered.regions[regions_[number]] = {.greater = regions_[region.greater],
                                                .at = region.at};
    for (const auto& [number, at] : regions.countries)
        renumbered.countries[countries_[number]] = at;
    return renumbered;
}

} // namespace signpost::maps
