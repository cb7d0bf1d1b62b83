#include "control_plane/maps/csv_map.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "control_plane/maps/mmdb_writer.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/client_map.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace signpost::maps {
namespace {

Bytes bytes_of(const std::string& text) {
    const void* octets = text.data();
    return {static_cast<const std::uint8_t*>(octets), text.size()};
}

geo::Atlas atlas_of(geo::Layer layer) {
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    return geo::Atlas(std::move(layers));
}

std::string write(const geo::Atlas& atlas, const geo::Names& names) {
    Result<std::string> file =
        write_mmdb(atlas, names, {.description = "a test", .built_s = 1'700'000'000});
    REQUIRE(file);
    return *std::move(file);
}

TEST_SUITE("control_plane/maps/mmdb_map") {

    TEST_CASE("what the writer writes, the library reads: the same location for every address") {
        for (unsigned seed = 0; seed < 60; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            geo::Names names;
            for (geo::Vocabulary* vocabulary : {&names.isps, &names.regions, &names.countries})
                for (const char* name : {"telecom", "unicom", "\xe5\xb9\xbf\xe4\xb8\x9c"})
                    REQUIRE(vocabulary->add(name));
            REQUIRE(names.tags.add("bank"));
            REQUIRE(names.tags.add(std::string(64, 'x')));
            geo::Layer layer;
            std::vector<geo::Network> networks;
            for (const Family family : {Family::V4, Family::V6}) {
                const auto more = test::random_networks(random, family, random() % 40, 4);
                for (const geo::Network& network : more) {
                    // Not over ::/96, where the format has IPv4.
                    if (family == Family::V6 && network.first >> 32 == 0) continue;
                    layer.add({geo::address_of(network.first, family), network.bits},
                              {.isp = static_cast<std::uint16_t>(network.value % 4),
                               .region = static_cast<std::uint16_t>(random() % 4),
                               .country = static_cast<std::uint16_t>(random() % 4),
                               .tags = random() % 4});
                    networks.push_back(network);
                }
            }
            const geo::Atlas atlas = atlas_of(std::move(layer));
            const std::string file = write(atlas, names);
            geo::Names same = names;
            Result<geo::Layer> reading = read_mmdb(bytes_of(file), {}, {}, same);
            REQUIRE_MESSAGE(reading, reading.error().reason());
            const geo::Atlas again = atlas_of(*std::move(reading));
            for (int i = 0; i < 200; ++i) {
                const Family family = i % 2 == 0 ? Family::V4 : Family::V6;
                const Address address = test::random_address(random, family, networks);
                if (family == Family::V6 && geo::carried_ipv4_at(address) != 0) continue;
                CAPTURE(to_text(address));
                REQUIRE(again.find(address) == atlas.find(address));
            }
        }
    }

    TEST_CASE("the paths say where in a record a field stands") {
        geo::Names names;
        MapReading csv = read_csv("prefix,isp,region\n192.0.2.0/24,,north\n", "map", names);
        const std::string file = write(atlas_of(std::move(csv.layer)), names);
        geo::Names other;
        const auto reading =
            read_mmdb(bytes_of(file), {.isp = {"region"}, .region = {}}, {}, other);
        REQUIRE(reading);
        CHECK(other.isps.find("north") == 1);
        CHECK(other.regions.size() == 0);
        CHECK(parse_record_path("subdivisions/0/iso_code") ==
              RecordPath{"subdivisions", "0", "iso_code"});
        CHECK(parse_record_path("").empty());
    }

    TEST_CASE("damaged files are refused or read; nothing worse") {
        geo::Names names;
        MapReading csv = read_csv("192.0.2.0/24,a,b,c,d\n2001:db8::/32,e,f,g,h\n", "map", names);
        const std::string good = write(atlas_of(std::move(csv.layer)), names);
        std::mt19937 random(1);
        for (int turn = 0; turn < 2000; ++turn) {
            std::string file = good;
            for (auto flips = 1 + random() % 8; flips != 0; --flips)
                file[random() % file.size()] = static_cast<char>(random() % 256);
            if (random() % 4 == 0) file.resize(random() % file.size());
            geo::Names fresh;
            const auto reading = read_mmdb(bytes_of(file), {}, {}, fresh);
            if (!reading) CHECK_FALSE(reading.error().reason().empty());
        }
        CHECK_FALSE(read_mmdb(bytes_of("not a map"), {}, {}, names));
        CHECK_FALSE(read_mmdb({}, {}, {}, names));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
