#include "core/answer/reply.hpp"
#include "support/allocation_count.hpp"
#include "support/responder.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace signpost::answer {
namespace {

using test::Octets;
using test::QueryBuilder;

std::vector<Octets> broad_queries() {
    std::vector<Octets> queries;
    for (const std::string name :
         {"www.example.", "WWW.Example.", "alias.example.", "x.wild.example.",
          "a.b.c.d.wild.example.", "sub.example.", "x.sub.example.", "x.d.example.", "example.",
          "b.example.", "x.other.", "nothing.example.", "loop.example.", ".", "version.bind.",
          "big.example."})
        for (const std::string type : {"A", "NS", "MX", "TXT", "DS", "SOA", "CNAME", "ANY", "AXFR"})
            for (const std::uint16_t klass : std::initializer_list<std::uint16_t>{1, 3, 4, 255}) {
                const QueryBuilder plain(name, type, klass);
                queries.push_back(plain.build());
                queries.push_back(QueryBuilder(plain).edns().build());
                queries.push_back(QueryBuilder(plain).edns(512, 1).build());
                queries.push_back(QueryBuilder(plain)
                                      .edns(4096, 0, 0x8000)
                                      .option(wire::option::kNsid, {})
                                      .option(wire::option::kCookie, Octets(8, 1))
                                      .option(wire::option::kClientSubnet, {0, 1, 8, 0, 10})
                                      .option(wire::option::kKeepalive, {})
                                      .option(wire::option::kPadding, Octets(9, 0))
                                      .build());
                queries.push_back(
                    QueryBuilder(plain).option(wire::option::kCookie, Octets(24, 1)).build());
                queries.push_back(
                    QueryBuilder(plain).option(wire::option::kCookie, Octets(9, 1)).build());
                queries.push_back(QueryBuilder(plain).flags(0x2000).build());
            }
    queries.push_back(QueryBuilder().build());
    queries.push_back({});
    return queries;
}

/// Names with a draw of each sort, and one that is closed to most.
std::shared_ptr<const steer::Steering>
steering_for(const std::shared_ptr<const zone::Zone>& example) {
    const auto both = [] {
        return std::vector{test::offer("A 192.0.2.1"), test::offer("A 192.0.2.2")};
    };
    auto closed = test::make_service(example, "big.example.", {}, both());
    closed.only_for = 1;
    return test::make_steering(
        {{"192.0.2.2", {.tags = 1}}},
        {test::make_service(example, "www.example.",
                            {.pick = steer::Pick::Weighted, .answers_max = 1}, both()),
         test::make_service(example, "alias.example.", {.pick = steer::Pick::Sticky},
                            {test::offer("CNAME www.example."), test::offer("CNAME x.other.")}),
         closed});
}

TEST_SUITE("core/answer/reply_allocation") {

    TEST_CASE("the count sees an allocation") {
        const std::size_t before = test::allocation_count();
        const auto one = std::make_unique<int>(1);
        const auto aligned = std::make_unique<RateLimiter>(); // whose table is of cache lines
        CHECK(test::allocation_count() == before + 3);
    }

    TEST_CASE("reply() allocates nothing") {
        std::string lines = R"(
            www      A     192.0.2.1
            alias    CNAME www
            *.wild   MX    10 www
            sub      NS    ns.sub
            ns.sub   A     192.0.2.2
            d        DNAME www.other.
            a.b      TXT   x
            loop     CNAME loop
        )";
        for (int i = 0; i < 200; ++i)
            lines += "big TXT " + std::string(40, 'x') + std::to_string(i) + "\n";
        const auto example = test::make_zone("example.", lines);
        const Snapshot snapshot{
            .generation = 1,
            .zones = std::make_shared<const zone::Zones>(
                std::vector{example, test::make_zone("other.", "* A 192.0.2.3\n")}),
            .settings =
                [] {
                    Settings settings;
                    settings.identity = settings.version = "node";
                    settings.diagnostics_from = {*parse_prefix("192.0.2.0/24")};
                    settings.cookies.secrets = {{}, {1}};
                    settings.rate_limit.responses_per_s = 5;
                    settings.rate_limit.exempt = {*parse_prefix("192.0.2.0/24")};
                    return std::make_shared<const Settings>(settings);
                }(),
            .steering = steering_for(example)};
        const std::vector<Octets> queries = broad_queries();
        Octets room(kReplyLengthMax);
        Scratch scratch;
        std::size_t replies = 0;
        const std::size_t before = test::allocation_count();
        for (const Transport transport : {Transport::Udp, Transport::Tcp})
            for (const std::uint8_t last :
                 std::initializer_list<std::uint8_t>{1, 2, 3}) { // 198.51.100.3 is limited
                const Client client{.address = {.octets = {192, 0, 2, last}},
                                    .transport = transport};
                const Client stranger{.address = {.octets = {198, 51, 100, last}},
                                      .transport = transport};
                for (const Octets& query : queries) {
                    if (reply(query, client, snapshot, scratch, room) != 0) ++replies;
                    if (reply(query, stranger, snapshot, scratch, room) != 0) ++replies;
                }
            }
        CHECK(test::allocation_count() == before);
        CHECK(replies > 10'000);
        CHECK(scratch.counters.value(Count::RateDropped) > 0);
        CHECK(scratch.counters.value(Count::Truncated) > 0);
        CHECK(scratch.counters.value(Count::CookiesInvalid) > 0);
        CHECK(scratch.counters.value(Count::Steered) > 500);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
