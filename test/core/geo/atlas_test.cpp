#include "core/geo/atlas.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <random>

namespace signpost::geo {
namespace {

Prefix prefix(const char* text) {
    return *parse_prefix(text);
}

TEST_SUITE("core/geo/atlas") {

    TEST_CASE("the first layer counts; later ones fill what it leaves open") {
        Layer overrides;
        overrides.add(prefix("198.51.100.0/24"), {.isp = 9});
        overrides.add(prefix("10.0.0.0/8"), {.tags = 1});
        Layer isps;
        isps.add(prefix("198.51.0.0/16"), {.isp = 1, .region = 2});
        isps.add(prefix("198.51.100.128/25"), {.isp = 3, .region = 4, .tags = 2});
        Layer countries;
        countries.add(prefix("0.0.0.0/0"), {.country = 5});
        countries.add(prefix("2001:db8::/32"), {.country = 6});
        std::vector<Layer> layers;
        layers.push_back(std::move(overrides));
        layers.push_back(std::move(isps));
        layers.push_back(std::move(countries));
        const Atlas atlas(std::move(layers));
        const auto at = [&](const char* text) { return atlas.find(*parse_address(text)); };
        CHECK(at("198.51.100.1") == Location{.isp = 9, .region = 2, .country = 5});
        CHECK(at("198.51.100.200") == Location{.isp = 9, .region = 4, .country = 5, .tags = 2});
        CHECK(at("198.51.99.1") == Location{.isp = 1, .region = 2, .country = 5});
        CHECK(at("10.1.1.1") == Location{.country = 5, .tags = 1});
        CHECK(at("2001:db8::1") == Location{.country = 6});
        CHECK(at("2001:db9::1") == Location{});
    }

    TEST_CASE("a sheet can be laid into several atlases, with other locations, too") {
        Layer layer;
        layer.add(prefix("198.51.100.0/24"), {.isp = 1});
        layer.add(prefix("2001:db8::/32"), {.isp = 2});
        const Sheet sheet = lay_out(std::move(layer));
        Sheet renamed = sheet;
        for (Location& location : renamed.locations)
            location.isp = static_cast<std::uint16_t>(location.isp * 10);
        Layer below;
        below.add(prefix("198.51.0.0/16"), {.isp = 3, .region = 4});
        const Atlas first(std::vector{sheet, lay_out(below)});
        const Atlas second(std::vector{lay_out(below), renamed});
        const Address inside = *parse_address("198.51.100.1");
        CHECK(first.find(inside) == Location{.isp = 1, .region = 4});
        CHECK(second.find(inside) == Location{.isp = 3, .region = 4});
        CHECK(first.find(*parse_address("2001:db8::1")) == Location{.isp = 2});
        CHECK(second.find(*parse_address("2001:db8::1")) == Location{.isp = 20});
        CHECK(Atlas(std::vector<Sheet>{}).find(inside) == Location{});
    }

    TEST_CASE("random layers: each field from the first layer that knows it") {
        for (unsigned seed = 0; seed < 100; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const Family family = seed % 2 == 0 ? Family::V4 : Family::V6;
            constexpr std::uint32_t kValues = 8;
            const auto location_of = [](std::uint32_t value) { // a field for each bit
                return Location{.isp = static_cast<std::uint16_t>(value & 1),
                                .region = static_cast<std::uint16_t>(value & 2),
                                .country = static_cast<std::uint16_t>(value & 4),
                                .tags = value};
            };
            std::vector<std::vector<Network>> maps;
            std::vector<Layer> layers;
            for (int map = 0; map < 3; ++map) {
                maps.push_back(test::random_networks(random, family, random() % 30, kValues));
                layers.emplace_back();
                for (const Network& network : maps.back())
                    layers.back().add({address_of(network.first, family), network.bits},
                                      location_of(network.value));
            }
            const Atlas atlas(std::move(layers));
            for (int i = 0; i < 100; ++i) {
                const Address address =
                    test::random_address(random, family, maps[random() % maps.size()]);
                Location expected;
                for (const std::vector<Network>& map : maps)
                    expected.fill_from(location_of(test::value_at(map, key_of(address))));
                REQUIRE(atlas.find(address) == expected);
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
