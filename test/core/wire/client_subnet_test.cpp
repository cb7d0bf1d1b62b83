#include "core/wire/client_subnet.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::wire {
namespace {

TEST_SUITE("core/wire/client_subnet") {

    TEST_CASE("options as RFC 7871 §6 has them, and others") {
        struct Row {
            std::string why;
            std::string option; // family, source, scope, address
            std::string prefix; // empty: FORMERR
        };
        // clang-format off
        const Row rows[] = {
            {"a /24", "0001 18 00 c00002", "192.0.2.0/24"},
            {"a /32", "0001 20 00 c0000201", "192.0.2.1/32"},
            {"a /0: not by my address (§7.1.2)", "0001 00 00", "0.0.0.0/0"},
            {"a /0 of IPv6", "0002 00 00", "::/0"},
            {"a /56", "0002 38 00 20010db8000001", "2001:db8:0:100::/56"},
            {"a /128", "0002 80 00 20010db8000000000000000000000001", "2001:db8::1/128"},
            {"a /20 ends within an octet", "0001 14 00 c0a8f0", "192.168.240.0/20"},
            {"a /1", "0001 01 00 80", "128.0.0.0/1"},
            {"bits set behind a /20", "0001 14 00 c0a8f8", ""},
            {"the lowest bit set behind a /23", "0001 17 00 c0a801", ""},
            {"a scope in a query", "0001 18 01 c00002", ""},
            {"an address longer than its prefix", "0001 18 00 c0000200", ""},
            {"an address shorter than its prefix", "0001 18 00 c000", ""},
            {"an octet behind a /0", "0001 00 00 00", ""},
            {"/33 of IPv4", "0001 21 00 c000020100", ""},
            {"/129 of IPv6", "0002 81 00 20010db80000000000000000000000010000", ""},
            {"/255 of IPv6", "0002 ff 00 20010db8", ""},
            {"family 3", "0003 18 00 c00002", ""},
            {"family 65535", "ffff 00 00", ""},
            {"cut behind the source length", "0001 18", ""},
            {"cut within the family", "00", ""},
            {"nothing", "", ""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const std::optional<Prefix> prefix = parse_client_subnet(test::from_hex(row.option));
            CHECK((prefix ? to_text(*prefix) : "") == row.prefix);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::wire
