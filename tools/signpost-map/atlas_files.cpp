#include "atlas_files.hpp"

#include "control_plane/maps/map_file.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>

namespace signpost::map_tool {

std::optional<maps::AsnTable> load_isps(const Asked& asked) {
    if (asked.asn_table.empty()) return maps::AsnTable();
    maps::AsnReading table = maps::load_asn_table(asked.asn_table).reading;
    print_complaints(table.complaints);
    if (has_error(table.complaints)) return std::nullopt;
    return std::move(table.isps);
}

std::optional<geo::Atlas> load_atlas(std::span<const std::string> files,
                                     const maps::MmdbFields& fields,
                                     const maps::AsnTable& isp_of_asn, geo::Names& names) {
    std::vector<Complaint> complaints;
    std::vector<geo::Layer> layers;
    for (const std::string& file : files) {
        maps::MapReading reading = maps::load_map(file, fields, isp_of_asn, names).reading;
        std::ranges::move(reading.complaints, std::back_inserter(complaints));
        layers.push_back(std::move(reading.layer));
    }
    print_complaints(complaints);
    if (has_error(complaints)) return std::nullopt;
    return geo::Atlas(std::move(layers));
}

void print_complaints(std::span<const Complaint> complaints) {
    for (const Complaint& complaint : complaints)
        std::cerr << to_text(complaint) << '\n';
}

std::string text_of(const geo::Location& location, const geo::Names& names) {
    std::string text;
    const auto add = [&text](std::string_view name) {
        if (!name.empty()) text += (text.empty() ? "" : " ") + std::string(name);
    };
    add(names.isps.name(location.isp));
    add(names.regions.name(location.region));
    add(names.countries.name(location.country));
    for (const std::string& tag : tags_of(location.tags, names))
        add(tag);
    return text.empty() ? "unknown" : text;
}

std::vector<std::string> tags_of(std::uint64_t tags, const geo::Names& names) {
    std::vector<std::string> known;
    for (std::uint16_t number = 1; number <= geo::Names::kTagsMax; ++number)
        if ((tags >> (number - 1U) & 1) != 0) known.emplace_back(names.tags.name(number));
    return known;
}

} // namespace signpost::map_tool
