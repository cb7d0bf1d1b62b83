// libFuzzer target: the readers of CSV maps and of tables beside them accept any bytes. What a map
// holds can be laid out and asked, every name is one, and every complaint lies inside the text.
#include "control_plane/maps/map_file.hpp"
#include "core/geo/atlas.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace {

using namespace signpost;

void require(bool promise) {
    if (!promise) std::abort();
}

void check_names(const geo::Vocabulary& names) {
    for (std::uint16_t number = 1; number <= names.size(); ++number) {
        const std::string_view name = names.name(number);
        require(!name.empty() && geo::is_name(name) && names.find(name) == number);
    }
}

void check_complaints(const std::vector<Complaint>& complaints, std::size_t lines) {
    require(complaints.size() <= 21);
    for (const Complaint& complaint : complaints)
        require(complaint.place.line >= 1 && complaint.place.line <= lines);
}

void check_regions(const std::string& text, std::size_t lines) {
    geo::Names names;
    const maps::RegionsReading reading = maps::read_regions(text, "f", names);
    check_complaints(reading.complaints, lines);
    check_names(names.regions);
    check_names(names.countries);
    for (const auto& [number, region] : reading.regions.regions) {
        require(number != 0 && number <= names.regions.size());
        require(region.greater <= names.regions.size());
        if (region.at) require(geo::distance_km(*region.at, {}) <= 20'016); // half round the Earth
    }
    for (const auto& [number, at] : reading.regions.countries)
        require(number != 0 && number <= names.countries.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    geo::Names names;
    maps::MapReading reading = maps::read_csv(text, "f", names);
    require(reading.layer.size() <= lines);
    check_complaints(reading.complaints, lines);
    check_complaints(maps::read_asn_table(text, "f").complaints, lines);
    check_regions(text, lines);
    for (const geo::Vocabulary* known :
         {&names.isps, &names.regions, &names.countries, &names.tags})
        check_names(*known);

    std::vector<geo::Layer> layers;
    layers.push_back(std::move(reading.layer));
    const geo::Atlas atlas(std::move(layers));
    for (const Family family : {Family::V4, Family::V6})
        for (const geo::Run& run : atlas.partition(family).runs()) {
            const geo::Location found = atlas.find(geo::address_of(run.first, family));
            require(found == atlas.locations().at(run.value));
            require(found.isp <= names.isps.size() && found.region <= names.regions.size());
        }
    return 0;
}
