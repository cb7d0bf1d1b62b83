#include "core/geo/client_map.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::geo {
namespace {

Network network(const std::string& text, std::uint32_t value) {
    const Prefix prefix = *parse_prefix(text);
    return {key_of(prefix.address), prefix.bits, value};
}

TEST_SUITE("core/geo/client_map") {

    TEST_CASE("addresses that carry an IPv4 address are seen as that one") {
        const ClientMap map(Partition({network("198.51.100.0/24", 4)}),
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
            {"::1", 0, 3},
            {"::ffff:198.51.100.7", 4, 96 + 24},
            {"64:ff9b::198.51.100.7", 4, 96 + 24},
            {"64:ff9b:1::c633:6407", 0, 3}, // not the well-known prefix (RFC 8215)
            {"2002:c633:6407::1", 4, 16 + 24},
            {"2002:c633:6507::1", 0, 16 + 24},
            {"2003::1", 7, 15},
        };
        for (const Row& row : rows) {
            CAPTURE(row.client);
            const PrefixTable::Found found = map.classify(*parse_address(row.client));
            CHECK(found.value == row.value);
            if (row.client != "2003::1") CHECK(found.bits == row.bits);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
