#include "core/zone/zones.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::zone {
namespace {

std::string apex_of(const Zone* zone) {
    return zone == nullptr ? "none" : test::to_hex(zone->apex());
}

TEST_SUITE("core/zone/zones") {

    TEST_CASE("the zone with the longest apex answers; a DS belongs to the one above") {
        const Zones zones({test::make_zone("example.", ""), test::make_zone("b.a.Example.", ""),
                           test::make_zone("other.", "")});
        struct Row {
            std::string why;
            std::string name;
            std::string zone; // "none"
            std::string above;
        };
        // clang-format off
        const Row rows[] = {
            {"an apex", "example.", "example.", "none"},
            {"below it", "x.y.example.", "example.", "example."},
            {"a deeper apex", "b.a.example.", "b.a.example.", "example."},
            {"below that", "x.b.a.example.", "b.a.example.", "b.a.example."},
            {"between the two", "a.example.", "example.", "example."},
            {"beside", "c.a.example.", "example.", "example."},
            {"letters of the wire are lower-cased by the name", "B.A.EXAMPLE.", "b.a.example.", "example."},
            {"another", "www.other.", "other.", "other."},
            {"none", "www.elsewhere.", "none", "none"},
            {"an apex is no text that ends alike", "myexample.", "none", "none"},
            {"the root", ".", "none", "none"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            wire::Name name;
            REQUIRE(name.read(test::name_octets(row.name)) != 0);
            const auto hex = [](const std::string& text) {
                return text == "none" ? text : test::to_hex(test::name_octets(text));
            };
            CHECK(apex_of(zones.find(name)) == hex(row.zone));
            CHECK(apex_of(zones.find_above(name)) == hex(row.above));
        }
    }

    TEST_CASE("no zones, the root, and many") {
        wire::Name name;
        REQUIRE(name.read(test::name_octets("z77.example.")) != 0);
        CHECK(Zones({}).find(name) == nullptr);
        std::vector<std::shared_ptr<const Zone>> many{
            test::make_zone(".", "ns.elsewhere A 192.0.2.1\n")};
        CHECK(Zones(many).find(name) == many[0].get());
        for (int i = 0; i < 300; ++i)
            many.push_back(test::make_zone("z" + std::to_string(i) + ".example.", ""));
        const Zones zones(many);
        for (int i = 0; i < 300; ++i) {
            REQUIRE(name.read(test::name_octets("www.z" + std::to_string(i) + ".example.")) != 0);
            CHECK(zones.find(name) == many[static_cast<std::size_t>(i) + 1].get());
        }
        REQUIRE(name.read(test::name_octets("z5.example.")) != 0);
        CHECK(zones.find_above(name) == many[0].get());
        REQUIRE(name.read(test::name_octets(".")) != 0);
        CHECK(zones.find(name) == many[0].get());
        CHECK(zones.find_above(name) == nullptr);
        CHECK(zones.all().size() == 301);
    }

    TEST_CASE("the size is that of the zones and of a table of their apexes") {
        const auto one = test::make_zone("example.", "a A 192.0.2.1\n");
        const auto two = test::make_zone("other.", "");
        CHECK(one->size() > two->size());
        constexpr std::size_t kSlots = 8 * 16; // for two zones
        CHECK(Zones({one, two}).size() == one->size() + two->size() + kSlots);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone
