#include "core/geo/classes.hpp"

#include <string>

namespace signpost::geo {

Location Distinctions::seen(const Location& location) const {
    return {.isp = isps.contains(location.isp) ? location.isp : std::uint16_t{0},
            .region = regions.contains(location.region) ? location.region : std::uint16_t{0},
            .country = countries.contains(location.country) ? location.country : std::uint16_t{0},
            .tags = location.tags & tags};
}

Result<Classes> compile_classes(const Atlas& atlas, const Distinctions& asked) {
    Locations classes; // numbered as they come; 0 is the one of which nothing is known
    std::vector<std::uint32_t> class_of;
    for (std::uint32_t number = 0; number < atlas.locations().size(); ++number)
        class_of.push_back(classes.number(asked.seen(atlas.locations().at(number))));
    if (classes.size() > ClientMap::kClassMax + 1U)
        return Error("the maps and policies tell " + std::to_string(classes.size()) +
                     " classes of clients apart; there can be " +
                     std::to_string(ClientMap::kClassMax + 1U));

    const auto map = [&class_of](std::uint32_t location) { return class_of[location]; };
    Result<ClientMap> compiled_map = ClientMap::compile(atlas.partition(Family::V4).mapped(map),
                                                        atlas.partition(Family::V6).mapped(map));
    if (!compiled_map) return compiled_map.error();
    Classes compiled{.locations = {},
                     .map = std::make_shared<const ClientMap>(*std::move(compiled_map))};
    for (std::uint32_t number = 0; number < classes.size(); ++number)
        compiled.locations.push_back(classes.at(number));
    return compiled;
}

} // namespace signpost::geo
