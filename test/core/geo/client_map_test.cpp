#include "core/geo/client_map.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace signpost::geo {
namespace {

Network network(const std::string& text, std::uint32_t value) {
    const Prefix prefix = *parse_prefix(text);
    return {key_of(prefix.address), prefix.bits, value};
}

/// Both maps, asked the slow way.
struct Reference {
    std::vector<Network> v4;
    std::vector<Network> v6;

    [[nodiscard]] std::uint32_t value_at(Key key) const {
        const std::size_t carried_at = carried_ipv4_at(address_of(key, Family::V6));
        if (carried_at == 0) return test::value_at(v6, key);
        return test::value_at(v4, key << 8 * carried_at & Key{0xffffffff} << 96);
    }
    /// Keys at which the value may change.
    [[nodiscard]] std::vector<Key> edges() const {
        const Key carriers[] = {Key{0xffff} << 32, Key{0x0064ff9b} << 96, Key{0x2002} << 112};
        std::vector<Key> edges;
        for (const Network& one : v6) {
            edges.push_back(one.first);
            edges.push_back(one.last() + 1);
        }
        for (const Key carrier : carriers) {
            const unsigned shift = carrier == carriers[2] ? 16 : 96;
            edges.push_back(carrier);
            edges.push_back(carrier + (shift == 16 ? Key{1} << 112 : Key{1} << 32));
            for (const Network& one : v4) {
                edges.push_back(carrier | one.first >> shift);
                edges.push_back((carrier | one.last() >> shift) + 1);
            }
        }
        return edges;
    }
    /// What carries IPv4 differs from what does not, whatever their classes.
    [[nodiscard]] std::uint32_t label_at(Key key) const {
        constexpr std::uint32_t kCarries = 100;
        const bool carries = carried_ipv4_at(address_of(key, Family::V6)) != 0;
        return value_at(key) + (carries ? kCarries : 0);
    }
    [[nodiscard]] bool is_uniform(Key key, unsigned bits) const {
        const Key rest = bits == 0 ? kLastKey : bits == 128 ? 0 : (Key{1} << (128 - bits)) - 1;
        for (const Key edge : edges())
            if (edge >= (key & ~rest) && edge <= (key | rest) && label_at(edge) != label_at(key))
                return false;
        return label_at(key & ~rest) == label_at(key);
    }
};

TEST_SUITE("core/geo/client_map") {

    TEST_CASE("a network of carriers stands for the IPv4 network within; all carriers for none") {
        const auto seen = [](const char* text) { return to_text(seen_as(*parse_prefix(text))); };
        CHECK(seen("::ffff:203.0.113.0/120") == "203.0.113.0/24");
        CHECK(seen("2002:cb00:7100::/40") == "203.0.113.0/24");
        CHECK(seen("64:ff9b::cb00:7100/120") == "203.0.113.0/24");
        for (const char* whole : {"2002::/16", "64:ff9b::/96", "2001:db8::/32"})
            CHECK(seen(whole) == whole);
        CHECK(seen_as(*parse_prefix("::ffff:0:0/96")).address.family == Family::V6);
    }

    TEST_CASE("addresses that carry an IPv4 address are seen as that one") {
        const ClientMap map =
            *ClientMap::compile(Partition({network("198.51.100.0/24", 4)}),
                                Partition({network("2001:db8::/32", 6), network("2000::/3", 7)}));
        struct Row {
            std::string client;
            unsigned value;
            unsigned bits;
        };
        const Row rows[] = {
            {"198.51.100.7", 4, 24},
            {"198.51.101.7", 0, 24},
            {"2001:db8::1", 6, 32},
            {"2001:db9::1", 7, 32},
            {"2003::1", 7, 16}, // 2002::/15 holds 6to4
            {"::1", 0, 81},
            {"::ffff:198.51.100.7", 4, 96 + 24},
            {"64:ff9b::198.51.100.7", 4, 96 + 24},
            {"64:ff9b:1::c633:6407", 0, 48}, // not the well-known prefix (RFC 8215)
            {"2002:c633:6407::1", 4, 16 + 24},
            {"2002:c633:6507::1", 0, 16 + 24},
        };
        for (const Row& row : rows) {
            CAPTURE(row.client);
            const PrefixTable::Found found = map.classify(*parse_address(row.client));
            CHECK(found.value == row.value);
            CHECK(found.bits == row.bits);
        }
    }

    TEST_CASE("random maps of both families: the scope has one class, and is as wide as can be") {
        for (unsigned seed = 0; seed < 60; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const Reference reference{test::random_networks(random, Family::V4, random() % 20, 3),
                                      test::random_networks(random, Family::V6, random() % 20, 3)};
            const ClientMap map =
                *ClientMap::compile(Partition(reference.v4), Partition(reference.v6));
            std::vector<Key> keys = reference.edges();
            for (int i = 0; i < 60; ++i)
                keys.push_back(test::random_key(random, Family::V6));
            for (const Key key : keys) {
                const Address client = address_of(key, Family::V6);
                CAPTURE(to_text(client));
                const PrefixTable::Found found = map.classify(client);
                REQUIRE(found.value == reference.value_at(key));
                REQUIRE(reference.is_uniform(key, found.bits));
                REQUIRE((found.bits == 0 || !reference.is_uniform(key, found.bits - 1U)));
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
