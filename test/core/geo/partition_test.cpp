#include "core/geo/partition.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace signpost::geo {
namespace {

Network network(const std::string& text, std::uint32_t value) {
    const std::optional<Prefix> prefix = parse_prefix(text);
    REQUIRE(prefix);
    return {key_of(prefix->address), prefix->bits, value};
}

std::uint32_t value_at(const Partition& partition, Key key) {
    std::size_t run = 0;
    while (partition.last_of(run) < key)
        ++run;
    return partition.runs()[run].value;
}

TEST_SUITE("core/geo/partition") {

    TEST_CASE("the longest network wins, and what it leaves belongs to the one around it") {
        const Partition partition({network("10.1.0.0/16", 2), network("10.0.0.0/8", 1),
                                   network("10.1.2.3/32", 3), network("10.255.0.0/16", 4)});
        constexpr Key ten = Key{10} << 120;
        const auto at = [](unsigned b, unsigned c, unsigned d) {
            return ten | Key{b} << 112 | Key{c} << 104 | Key{d} << 96;
        };
        const std::vector<Run> runs{
            {0, 0},           {ten, 1},         {at(1, 0, 0), 2},   {at(1, 2, 3), 3},
            {at(1, 2, 4), 2}, {at(2, 0, 0), 1}, {at(255, 0, 0), 4}, {Key{11} << 120, 0}};
        CHECK(partition.runs() == runs);
    }

    TEST_CASE("neighbours of one value are one run; of equal networks the last counts") {
        CHECK(Partition().runs() == std::vector<Run>{{0, 0}});
        CHECK(Partition({network("0.0.0.0/0", 7)}).runs() == std::vector<Run>{{0, 7}});
        CHECK(Partition({network("128.0.0.0/1", 7), network("0.0.0.0/1", 7)}).runs() ==
              std::vector<Run>{{0, 7}});
        CHECK(Partition({network("::/0", 1), network("::/0", 2)}).runs() ==
              std::vector<Run>{{0, 2}});
        CHECK(Partition({network("8000::/1", 1), network("ffff::/16", 0)}).runs() ==
              std::vector<Run>{{0, 0}, {Key{1} << 127, 1}, {Key{0xffff} << 112, 0}});
    }

    TEST_CASE("a range is as few networks as can be") {
        const auto key = [](const char* text) { return key_of(*parse_address(text)); };
        const auto shown = [](const std::vector<Network>& networks, Family family) {
            std::string text;
            for (const Network& network : networks)
                text += to_text(Prefix{address_of(network.first, family), network.bits}) + " ";
            return text;
        };
        // The last address of an IPv4 network is the last key of its /32.
        const auto last = [&](const char* text) { return key(text) | ((Key{1} << 96) - 1); };
        CHECK(shown(networks_between(key("1.0.0.0"), last("1.0.0.255"), 1), Family::V4) ==
              "1.0.0.0/24 ");
        CHECK(shown(networks_between(key("1.0.0.1"), last("1.0.1.2"), 1), Family::V4) ==
              "1.0.0.1/32 1.0.0.2/31 1.0.0.4/30 1.0.0.8/29 1.0.0.16/28 1.0.0.32/27 1.0.0.64/26 "
              "1.0.0.128/25 1.0.1.0/31 1.0.1.2/32 ");
        CHECK(shown(networks_between(0, kLastKey, 1), Family::V4) == "0.0.0.0/0 ");
        CHECK(shown(networks_between(key("2001:db8::"), key("2001:db9:ffff::") - 1, 1),
                    Family::V6) == "2001:db8::/32 2001:db9::/33 2001:db9:8000::/34 "
                                   "2001:db9:c000::/35 2001:db9:e000::/36 2001:db9:f000::/37 "
                                   "2001:db9:f800::/38 2001:db9:fc00::/39 2001:db9:fe00::/40 "
                                   "2001:db9:ff00::/41 2001:db9:ff80::/42 2001:db9:ffc0::/43 "
                                   "2001:db9:ffe0::/44 2001:db9:fff0::/45 2001:db9:fff8::/46 "
                                   "2001:db9:fffc::/47 2001:db9:fffe::/48 ");
    }

    TEST_CASE("random networks: as the longest match says, also laid over each other") {
        for (unsigned seed = 0; seed < 300; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const Family family = seed % 2 == 0 ? Family::V4 : Family::V6;
            const auto a = test::random_networks(random, family, random() % 40, 5);
            const auto b = test::random_networks(random, family, random() % 40, 5);
            const Partition over_a(a);
            const Partition over_b(b);
            const auto combine = [](std::uint32_t x, std::uint32_t y) { return x != 0 ? x : y; };
            const Partition both = Partition::overlay(over_a, over_b, combine);
            const Partition halved = both.mapped([](std::uint32_t value) { return value / 2; });
            for (std::size_t run = 1; run < both.runs().size(); ++run)
                REQUIRE(both.runs()[run - 1].value != both.runs()[run].value);
            for (int i = 0; i < 100; ++i) {
                const Key key = key_of(test::random_address(random, family, i % 2 == 0 ? a : b));
                const std::uint32_t in_a = test::value_at(a, key);
                const std::uint32_t in_b = test::value_at(b, key);
                REQUIRE(value_at(over_a, key) == in_a);
                REQUIRE(value_at(both, key) == combine(in_a, in_b));
                REQUIRE(value_at(halved, key) == combine(in_a, in_b) / 2);
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
