#include "core/geo/prefix_table.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace signpost::geo {
namespace {

/// Whether all addresses that share `bits` bits with `key` have one value.
bool is_uniform(const Partition& partition, Key key, unsigned bits) {
    const Key rest = bits == 0 ? kLastKey : bits == 128 ? 0 : (Key{1} << (128 - bits)) - 1;
    const Key first = key & ~rest;
    const Key last = key | rest;
    return std::ranges::none_of(partition.runs(), [&](const Run& run) {
        return run.first > first && run.first <= last; // neighbours differ
    });
}

TEST_SUITE("core/geo/prefix_table") {

    TEST_CASE("an empty map is one value, everywhere") {
        const PrefixTable table = *PrefixTable::compile(Partition());
        const Address address = *parse_address("192.0.2.1");
        CHECK(table.find(address.octets.data()).value == 0);
        CHECK(table.find(address.octets.data()).bits == 0);
    }

    TEST_CASE("an IPv4 address takes three reads at most, an IPv6 address in a /56 six") {
        const auto reads_of = [](const char* text) {
            const Prefix prefix = *parse_prefix(text);
            const Partition partition({{key_of(prefix.address), prefix.bits, 1}});
            return PrefixTable::compile(partition)->reads(prefix.address.octets.data());
        };
        CHECK(reads_of("10.0.0.0/8") == 1);
        CHECK(reads_of("10.1.0.0/16") == 1);
        CHECK(reads_of("10.1.2.0/24") == 2);
        CHECK(reads_of("10.1.2.3/32") == 3);
        CHECK(reads_of("2001:db8::/32") == 3);
        CHECK(reads_of("2001:db8:1::/48") == 5);
        CHECK(reads_of("2001:db8:1:200::/56") == 6);
        CHECK(reads_of("2001:db8::1/128") == 15);
    }

    TEST_CASE("random networks: the longest match, and the widest prefix that is uniform") {
        for (unsigned seed = 0; seed < 60; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const Family family = seed % 2 == 0 ? Family::V4 : Family::V6;
            const auto networks = test::random_networks(random, family, random() % 60, 4);
            const Partition partition(networks);
            const PrefixTable table = *PrefixTable::compile(partition);
            for (int i = 0; i < 200; ++i) {
                const Address address = test::random_address(random, family, networks);
                const Key key = key_of(address);
                CAPTURE(to_text(address));
                const PrefixTable::Found found = table.find(address.octets.data());
                REQUIRE(found.value == test::value_at(networks, key));
                REQUIRE(is_uniform(partition, key, found.bits));
                REQUIRE((found.bits == 0 || !is_uniform(partition, key, found.bits - 1U)));
            }
        }
    }

    TEST_CASE("a table that would be too large is refused") {
        std::vector<Network> networks;
        for (std::uint32_t i = 0; i < 100'000; ++i) // a path of fourteen nodes each
            networks.push_back({Key{i * 41'161U} << 96 | 1, 128, 1});
        const auto table = PrefixTable::compile(Partition(std::move(networks)));
        REQUIRE_FALSE(table);
        CHECK(table.error().reason().find("more than 1024 MiB") != std::string::npos);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
