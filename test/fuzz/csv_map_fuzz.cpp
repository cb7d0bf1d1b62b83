// libFuzzer target: the reader of CSV maps accepts any bytes. What it reads can be laid out and
// asked, every name is one, and every complaint lies inside the text.
#include "control_plane/maps/csv_map.hpp"
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    geo::Names names;
    maps::MapReading reading = maps::read_csv(text, "f", names);
    require(reading.layer.size() <= lines && reading.complaints.size() <= 21);
    for (const Complaint& complaint : reading.complaints)
        require(complaint.place.line >= 1 && complaint.place.line <= lines);
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
