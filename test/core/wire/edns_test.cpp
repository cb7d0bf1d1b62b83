#include "core/wire/client_subnet.hpp"
#include "core/wire/edns.hpp"
#include "core/wire/registry.hpp"
#include "support/query_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::wire {
namespace {

using test::join;
using test::name_octets;
using test::Octets;
using test::opt_record;
using test::option_octets;
using test::QueryBuilder;
using test::u16;
using test::u32;

/// An A record with the owner as given.
Octets record_with(const Octets& owner) {
    return join({owner, u16(1), u16(1), u32(0), u16(4), {1, 2, 3, 4}});
}

Octets named_opt(const Octets& owner) {
    return join({owner, u16(41), u16(1232), u32(0), u16(0)});
}

struct Parsed {
    explicit Parsed(const QueryBuilder& query) : message(query.build()) {
        Name name;
        edns = parse_edns(message, parse_query(message, name));
    }
    Octets message; // what edns borrows from
    Edns edns;
};

TEST_SUITE("core/wire/edns") {

    TEST_CASE("where an OPT may be, and how records around it are passed over") {
        struct Row {
            std::string why;
            QueryBuilder query;
            bool present;
            bool malformed;
        };
        const QueryBuilder plain("www.example.");
        const auto with = [&plain](unsigned section, const Octets& record) {
            return QueryBuilder(plain).record(section, record);
        };
        const Octets opt = opt_record(1232, {});
        const Octets endless(70000, 63); // labels of 63 octets without an end
        // clang-format off
        const Row rows[] = {
            {"no OPT", plain, false, false},
            {"one OPT", QueryBuilder(plain).edns(), true, false},
            {"two OPTs (RFC 6891 §6.1.1)", with(3, opt).edns(), true, true},
            {"three OPTs", with(3, opt).record(3, opt).edns(), true, true},
            {"an OPT among the answers", with(1, opt), true, true},
            {"an OPT in the authority section", with(2, opt), true, true},
            {"one there and one in its place", with(2, opt).edns(), true, true},
            {"an OPT with an owner", with(3, named_opt(name_octets("a."))), true, true},
            {"an OPT whose owner is a pointer", with(3, named_opt({0xc0, 0x0c})), true, true},
            {"a record before it", with(3, record_with({0})).edns(), true, false},
            {"a record with a compressed owner", with(3, record_with({1, 'a', 0xc0, 0x0c})).edns(), true, false},
            {"records in all sections", with(1, record_with({0})).record(2, record_with({0})).edns(), true, false},
            {"an owner of an unknown kind of label", with(3, record_with({0x80, 0})).edns(), false, true},
            {"an owner without end", with(3, endless), false, true},
            {"octets behind the last record", QueryBuilder(plain).edns().behind({0}), true, true},
            {"octets behind the question", QueryBuilder(plain).behind({0}), false, true},
            {"a record that is announced and missing", with(3, {}), false, true},
            {"an OPT behind it is read even so", with(1, record_with({0})).edns(), true, false},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Parsed parsed(row.query);
            CHECK(parsed.edns.present == row.present);
            CHECK(parsed.edns.malformed == row.malformed);
        }
    }

    TEST_CASE("class and TTL of an OPT hold size, version and DO") {
        const Parsed parsed(QueryBuilder("a.").edns(4096, 7, 0x8000));
        CHECK(parsed.edns.udp_payload == 4096);
        CHECK(parsed.edns.version == 7);
        CHECK(parsed.edns.dnssec_ok);
        CHECK_FALSE(Parsed(QueryBuilder("a.").edns(512, 0, 0x7fff)).edns.dnssec_ok);
        // The first of two OPTs counts, so that the FORMERR can be told in its size.
        CHECK(
            Parsed(QueryBuilder("a.").record(3, opt_record(900, {})).edns(4096)).edns.udp_payload ==
            900);
    }

    TEST_CASE("options are taken out of the OPT, unknown ones are passed over") {
        const Octets cookie{1, 2, 3, 4, 5, 6, 7, 8};
        const Octets subnet = test::from_hex("0001 18 00 c00002");
        const Parsed parsed(QueryBuilder("a.")
                                .option(65001, {1, 2, 3})
                                .option(option::kNsid, {})
                                .option(option::kCookie, cookie)
                                .option(option::kClientSubnet, subnet)
                                .option(option::kKeepalive, {})
                                .option(option::kPadding, Octets(20, 0)));
        CHECK_FALSE(parsed.edns.malformed);
        CHECK(parsed.edns.asks_nsid);
        CHECK(parsed.edns.asks_keepalive);
        CHECK(parsed.edns.asks_padding);
        CHECK(parsed.edns.has_cookie);
        CHECK(std::ranges::equal(parsed.edns.cookie, cookie));
        CHECK(parsed.edns.has_client_subnet);
        CHECK(std::ranges::equal(ClientSubnetValue(parsed.edns.client_subnet, 0).bytes(), subnet));

        const Parsed bare(QueryBuilder("a.").option(65001, {}));
        CHECK_FALSE(bare.edns.malformed);
        CHECK_FALSE(bare.edns.asks_nsid);
        CHECK_FALSE(bare.edns.asks_keepalive);
        CHECK_FALSE(bare.edns.asks_padding);
        CHECK_FALSE(bare.edns.has_cookie);
        CHECK_FALSE(bare.edns.has_client_subnet);
    }

    TEST_CASE("an option that is cut short makes the query malformed, but the OPT is there") {
        const Octets options =
            join({option_octets(option::kNsid, {}), option_octets(65001, {1, 2})});
        for (std::size_t length = 0; length <= options.size(); ++length) {
            const Octets cut(options.begin(),
                             options.begin() + static_cast<std::ptrdiff_t>(length));
            const Parsed parsed(QueryBuilder("a.").record(3, opt_record(1232, cut)));
            CAPTURE(length);
            CHECK(parsed.edns.present);
            CHECK(parsed.edns.malformed ==
                  (length != 0 && length != 4 && length != options.size()));
        }
    }

    TEST_CASE("a cookie has 8 or 16 to 40 octets (RFC 7873 §4)") {
        for (std::size_t length = 0; length <= 60; ++length) {
            const Parsed parsed(QueryBuilder("a.").option(option::kCookie, Octets(length, 7)));
            CAPTURE(length);
            CHECK(parsed.edns.malformed == !(length == 8 || (length >= 16 && length <= 40)));
        }
    }

    TEST_CASE("of two cookies or subnets the first counts, and both must be well-formed") {
        const Parsed cookies(QueryBuilder("a.")
                                 .option(option::kCookie, Octets(8, 1))
                                 .option(option::kCookie, Octets(8, 2)));
        CHECK(cookies.edns.cookie[0] == 1);
        CHECK_FALSE(cookies.edns.malformed);
        CHECK(Parsed(QueryBuilder("a.")
                         .option(option::kCookie, Octets(8, 1))
                         .option(option::kCookie, Octets(9, 2)))
                  .edns.malformed);
        const Parsed subnets(QueryBuilder("a.")
                                 .option(option::kClientSubnet, test::from_hex("0001 0800 0a"))
                                 .option(option::kClientSubnet, test::from_hex("0001 0800 0b")));
        CHECK(subnets.edns.client_subnet.address.octets[0] == 0x0a);
        CHECK_FALSE(subnets.edns.malformed);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::wire
