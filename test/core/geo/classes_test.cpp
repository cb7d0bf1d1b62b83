#include "core/geo/classes.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <random>

namespace signpost::geo {
namespace {

Prefix prefix(const char* text) {
    return *parse_prefix(text);
}

Atlas atlas_of(Layer layer) {
    std::vector<Layer> layers;
    layers.push_back(std::move(layer));
    return Atlas(std::move(layers));
}

TEST_SUITE("core/geo/classes") {

    TEST_CASE("what no policy asks about makes no class, and widens the scope") {
        Layer layer;
        layer.add(prefix("198.51.100.0/25"), {.isp = 1, .region = 1});
        layer.add(prefix("198.51.100.128/25"), {.isp = 1, .region = 2});
        layer.add(prefix("198.51.101.0/24"), {.isp = 2, .region = 2, .tags = 3});
        const Atlas atlas = atlas_of(std::move(layer));
        const auto scope_of = [&](const Distinctions& asked, const char* address) {
            const Classes classes = *compile_classes(atlas, asked);
            const auto found = classes.map->classify(*parse_address(address));
            return std::pair(classes.locations[found.value], unsigned{found.bits});
        };
        CHECK(scope_of({}, "198.51.100.1") == std::pair(Location{}, 0U));
        CHECK(scope_of({.isps = {1}}, "198.51.100.1") == std::pair(Location{.isp = 1}, 24U));
        CHECK(scope_of({.isps = {1}}, "198.51.101.1") == std::pair(Location{}, 24U));
        CHECK(scope_of({.isps = {1, 2}, .regions = {2}}, "198.51.100.1") ==
              std::pair(Location{.isp = 1}, 25U));
        CHECK(scope_of({.regions = {2}}, "198.51.101.1") == std::pair(Location{.region = 2}, 24U));
        CHECK(scope_of({.tags = 2}, "198.51.101.1") == std::pair(Location{.tags = 2}, 24U));
        CHECK(compile_classes(atlas, {.isps = {1}})->locations.size() == 2);
    }

    TEST_CASE(
        "random maps: every client has the class of what is seen of it, to the widest scope") {
        for (unsigned seed = 0; seed < 40; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const Family family = seed % 2 == 0 ? Family::V4 : Family::V6;
            auto networks = test::random_networks(random, family, random() % 50, 16);
            Layer layer;
            const auto location_of = [](std::uint32_t value) {
                return Location{.isp = static_cast<std::uint16_t>(value % 4),
                                .region = static_cast<std::uint16_t>(value / 4 % 2),
                                .tags = value / 8 % 2};
            };
            for (const Network& network : networks)
                layer.add({address_of(network.first, family), network.bits},
                          location_of(network.value));
            Distinctions asked{.isps = {1, 2}, .tags = seed % 3 == 0 ? 1U : 0U};
            const Classes classes = *compile_classes(atlas_of(std::move(layer)), asked);
            const auto seen_at = [&](Key key) {
                return asked.seen(location_of(test::value_at(networks, key)));
            };
            for (int i = 0; i < 100; ++i) {
                const Address client = test::random_address(random, family, networks);
                if (carried_ipv4_at(client) != 0) continue;
                const PrefixTable::Found found = classes.map->classify(client);
                const Location seen = seen_at(key_of(client));
                REQUIRE(classes.locations[found.value] == seen);
                if (found.bits == 0 || family == Family::V6) continue; // client_map_test has those
                // One bit wider, some edge of a network lies inside with another class.
                const Key mask = found.bits == 1 ? 0 : ~Key{0} << (129 - found.bits);
                const Key first = key_of(client) & mask;
                const Key last = first | ~mask;
                bool differs = !(seen_at(first) == seen) || !(seen_at(last) == seen);
                for (const Network& network : networks)
                    for (const Key edge : {network.first, network.last() + 1})
                        if (edge >= first && edge <= last) differs |= !(seen_at(edge) == seen);
                REQUIRE(differs);
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
