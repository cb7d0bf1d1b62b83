#include "base/address.hpp"

#include <doctest/doctest.h>

namespace signpost {
namespace {

TEST_SUITE("base/address") {

    TEST_CASE("an address ends where its text does") {
        CHECK_FALSE(parse_address(std::string_view("192.0.2.1\0x", 11)));
        CHECK_FALSE(parse_prefix(std::string_view("192.0.2.0\0x/24", 14)));
    }

    TEST_CASE("prefixes read back as written, and slips are refused") {
        for (const char* text : {"192.0.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::1/128"}) {
            CAPTURE(text);
            REQUIRE(parse_prefix(text));
            CHECK(to_text(*parse_prefix(text)) == text);
        }
        CHECK(to_text(*parse_prefix("192.0.2.1")) == "192.0.2.1/32");
        for (const char* text : {"", "192.0.2.1/24", "192.0.2.0/33", "2001:db8::/129", "192.0.2/24",
                                 "192.0.2.0/", "192.0.2.0/-1", " 192.0.2.0/24", "2001:db8::1/64"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_prefix(text));
        }
    }

    TEST_CASE("a prefix contains its own addresses and no others") {
        struct Row {
            const char* prefix;
            const char* address;
            bool inside;
        };
        const Row rows[] = {
            {"192.0.2.0/25", "192.0.2.127", true},  {"192.0.2.0/25", "192.0.2.128", false},
            {"0.0.0.0/0", "203.0.113.9", true},     {"0.0.0.0/0", "::1", false},
            {"2001:db8::/33", "2001:db8::9", true}, {"2001:db8::/33", "2001:db8:8000::", false},
            {"192.0.2.7/32", "192.0.2.7", true},    {"192.0.2.7/32", "192.0.2.6", false},
        };
        for (const Row& row : rows) {
            CAPTURE(row.prefix);
            CAPTURE(row.address);
            CHECK(parse_prefix(row.prefix)->contains(*parse_address(row.address)) == row.inside);
        }
    }

    TEST_CASE("socket addresses need brackets around IPv6 only, and a port") {
        for (const char* text : {"127.0.0.1:53", "[::]:5300"}) {
            CAPTURE(text);
            REQUIRE(parse_socket_address(text));
            CHECK(to_text(*parse_socket_address(text)) == text);
        }
        for (const char* text :
             {"127.0.0.1", "::1:53", "[127.0.0.1]:53", "127.0.0.1:65536", "[::1]"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_socket_address(text));
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost
