// libFuzzer target: a map in MaxMind's format may be damaged in any way. An input is a list of
// edits of a good file, four octets each: where (2), what (1), and whether to cut the file there
// (1).
#include "control_plane/maps/csv_map.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "control_plane/maps/mmdb_writer.hpp"

#include <cstdlib>

namespace {

using namespace signpost;

void require(bool promise) {
    if (!promise) std::abort();
}

std::string make_good_file() {
    geo::Names names;
    std::vector<geo::Layer> layers;
    layers.push_back(maps::read_csv("192.0.2.0/24,telecom,north,CN,bank net\n"
                                    "198.51.100.128/25,unicom,south,CN\n"
                                    "2001:db8::/32,mobile,,,bank\n2001:db8:1::/48,,east\n",
                                    "map", names)
                         .layer);
    return *maps::write_mmdb(geo::Atlas(std::move(layers)), names, {.description = "good"});
}

std::string edited(std::string file, Bytes edits) {
    for (; edits.size() >= 4 && !file.empty(); edits = edits.subspan(4)) {
        const std::size_t at = (std::size_t{edits[0]} << 8 | edits[1]) % file.size();
        file[at] = static_cast<char>(edits[2]);
        if (edits[3] == 1) file.resize(at);
    }
    return file;
}

/// A damaged file may give wrong names, but none that do not stand in it.
void require_names_of(const std::string& file, const geo::Names& names) {
    for (const geo::Vocabulary* vocabulary :
         {&names.isps, &names.regions, &names.countries, &names.tags})
        for (std::uint16_t number = 1; number <= vocabulary->size(); ++number) {
            const std::string_view name = vocabulary->name(number);
            require(geo::is_name(name) && (name == "one" || file.find(name) != std::string::npos));
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string good = make_good_file();
    const std::string file = edited(good, {data, size});
    geo::Names names;
    const void* octets = file.data();
    const maps::MmdbFields fields{.asn = {"region"}};
    Result<geo::Layer> layer = maps::read_mmdb(
        {static_cast<const std::uint8_t*>(octets), file.size()}, fields, {{1, "one"}}, names);
    require(layer || !layer.error().reason().empty());
    require_names_of(file, names);
    if (!layer) return 0;
    std::vector<geo::Layer> layers;
    layers.push_back(*std::move(layer));
    const geo::Atlas atlas(std::move(layers));
    for (const Family family : {Family::V4, Family::V6})
        for (const geo::Run& run : atlas.partition(family).runs()) {
            const geo::Location& found = atlas.locations().at(run.value);
            require(found.isp <= names.isps.size() && found.region <= names.regions.size());
            require(geo::is_name(names.isps.name(found.isp)));
        }
    return 0;
}
