// How long maps take to be read and compiled, and what the table is like.
//
// usage: map_compile MAP...   as signpost-map takes them; every ISP, region and country makes a
// class.
#include "control_plane/maps/map_file.hpp"
#include "core/geo/classes.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

namespace {

using namespace signpost;

double ms_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

/// Of public addresses: what carries IPv4 has a table of its own.
unsigned reads_max(const geo::PrefixTable& table, const geo::Partition& partition, Family family) {
    unsigned most = 1;
    for (const geo::Run& run : partition.runs()) {
        const bool is_public = family == Family::V4 || run.first >> 125 == 1; // 2000::/3
        if (is_public)
            most = std::max(most, table.reads(geo::address_of(run.first, family).octets.data()));
    }
    return most;
}

} // namespace

int main(int argc, char** argv) {
    geo::Names names;
    std::vector<geo::Layer> layers;
    std::size_t networks = 0;
    auto begin = std::chrono::steady_clock::now();
    for (int i = 1; i < argc; ++i) {
        maps::MapReading reading = maps::load_map(argv[i], {}, {}, names).reading;
        for (const Complaint& complaint : reading.complaints)
            std::cerr << to_text(complaint) << '\n';
        networks += reading.layer.size();
        layers.push_back(std::move(reading.layer));
    }
    std::cout << "read " << networks << " networks: " << ms_since(begin) << " ms\n";
    begin = std::chrono::steady_clock::now();
    const geo::Atlas atlas(std::move(layers));
    std::cout << "laid over each other: " << ms_since(begin) << " ms, " << atlas.locations().size()
              << " locations\n";
    begin = std::chrono::steady_clock::now();
    geo::Distinctions asked;
    for (std::uint16_t number = 1; number <= names.isps.size(); ++number)
        asked.isps.insert(number);
    for (std::uint16_t number = 1; number <= names.regions.size(); ++number)
        asked.regions.insert(number);
    for (std::uint16_t number = 1; number <= names.countries.size(); ++number)
        asked.countries.insert(number);
    const Result<geo::Classes> classes = geo::compile_classes(atlas, asked);
    if (!classes) {
        std::cerr << classes.error().reason() << '\n';
        return 1;
    }
    std::cout << "compiled: " << ms_since(begin) << " ms, " << classes->locations.size()
              << " classes\n";
    for (const Family family : {Family::V4, Family::V6}) {
        const geo::PrefixTable& table = classes->map->table(family);
        std::cout << (family == Family::V4 ? "IPv4: " : "IPv6: ") << table.size() / 1024
                  << " KiB, at most " << reads_max(table, atlas.partition(family), family)
                  << " reads\n";
    }
}
