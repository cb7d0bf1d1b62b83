#include "core/answer/reply.hpp"
#include "support/responder.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace signpost::answer {
namespace {

using health::Standing;
using steer::Endpoint;
using test::DecodedMessage;
using test::lines_of;
using test::Octets;
using test::offer;
using test::QueryBuilder;
using test::Responder;
namespace option = wire::option;

constexpr std::uint16_t kTelecom = 1, kUnicom = 2;
constexpr std::uint64_t kInsurance = 1;
using Lines = std::vector<std::string>;

Endpoint of_isp(std::uint16_t isp, Standing standing = Standing::Up) {
    return {.place = {.isp = isp}, .standing = standing};
}

/// Who names how to be asked for whom.
QueryBuilder asked_for(QueryBuilder query, const std::string& subnet) {
    return query.option(option::kClientSubnet, test::from_hex(subnet));
}

struct World {
    std::shared_ptr<const zone::Zone> zone = test::make_zone("example.", R"(
        www      A     192.0.2.1
        www      A     192.0.2.2
        www      AAAA  2001:db8::1
        www      TXT   here
        alias    CNAME www
        far      CNAME www.a.elsewhere.
        mail     MX    1 www
        private  A     192.0.2.9
        *.wild   A     192.0.2.1
        *.wild   A     192.0.2.2)");
    std::vector<test::ClientNetwork> networks{{"10.1.0.0/16", {.isp = kTelecom}},
                                              {"10.2.0.0/16", {.isp = kUnicom}},
                                              {"10.3.0.0/20", {.tags = kInsurance}},
                                              {"2001:db8:1::/48", {.isp = kUnicom}}};
    std::vector<steer::Service> services;

    void add(std::string_view name, steer::Policy policy, std::vector<steer::Offer> offers) {
        services.push_back(test::make_service(zone, name, std::move(policy), std::move(offers)));
    }
    [[nodiscard]] Responder responder() const {
        return Responder({zone}, test::make_steering(networks, services));
    }
};

const steer::Policy kSameIsp{
    .rules = {steer::SameIsp{}}, .pick = steer::Pick::All, .answers_max = 1};

std::vector<steer::Offer> two_links() {
    return {offer("A 192.0.2.1", of_isp(kTelecom)), offer("A 192.0.2.2", of_isp(kUnicom))};
}

/// Scope and rest of the reply's client subnet option.
unsigned scope_of(const DecodedMessage& reply) {
    const std::optional<Octets> value = reply.option(option::kClientSubnet);
    REQUIRE(value);
    return value->at(3);
}

TEST_SUITE("core/answer/steered") {

    TEST_CASE("clients of each ISP get its address, told by source or by client subnet") {
        World world;
        world.add("www.example.", kSameIsp, two_links());
        Responder responder = world.responder();
        const QueryBuilder www("www.example.");
        const Lines telecom{"www.example. 15 A 192.0.2.1"};
        const Lines unicom{"www.example. 15 A 192.0.2.2"};
        CHECK(lines_of(responder.ask(www).answer) == telecom); // unknown: as the zone has them
        responder.client.address = *parse_address("10.2.200.1");
        CHECK(lines_of(responder.ask(www).answer) == unicom);
        CHECK(lines_of(responder.ask(asked_for(www, "000118000a0105")).answer) == telecom);
        CHECK(lines_of(responder.ask(asked_for(www, "0002300020010db80001")).answer) == unicom);
        CHECK(responder.count(Count::Steered) == 4);
    }

    TEST_CASE("the scope is the widest network whose clients all get the same (RFC 7871 §7.2.1)") {
        World world;
        world.add("www.example.", kSameIsp, two_links());
        Responder responder = world.responder();
        const QueryBuilder www("www.example.");
        CHECK(scope_of(responder.ask(asked_for(www, "000118000a0105"))) == 16);
        CHECK(scope_of(responder.ask(asked_for(www, "000108000a"))) == 16); // longer than asked
        CHECK(scope_of(responder.ask(asked_for(www, "00011800c00002"))) == 1);
        CHECK(scope_of(responder.ask(asked_for(www, "0002380020010db8000100"))) == 48);
        SUBCASE("0 for names that are not steered, and types that are not") {
            for (const std::string type : {"AAAA", "TXT", "MX"})
                CHECK(scope_of(responder.ask(
                          asked_for(QueryBuilder("www.example.", type), "000118000a0105"))) == 0);
            CHECK(scope_of(responder.ask(
                      asked_for(QueryBuilder("private.example."), "000118000a0105"))) == 0);
            CHECK(scope_of(responder.ask(
                      asked_for(QueryBuilder("nobody.example."), "000118000a0105"))) == 0);
        }
        SUBCASE("behind an alias it is that of the target") {
            CHECK(scope_of(responder.ask(
                      asked_for(QueryBuilder("alias.example."), "000118000a0105"))) == 16);
        }
    }

    TEST_CASE(
        "a subnet that is not believed, or says nothing, leaves the source (RFC 7871 §7.1.2)") {
        World world;
        world.add("www.example.", kSameIsp, two_links());
        Responder responder = world.responder();
        responder.client.address = *parse_address("10.2.200.1");
        const QueryBuilder www("www.example.");
        const Lines unicom{"www.example. 15 A 192.0.2.2"};
        const DecodedMessage none = responder.ask(asked_for(www, "00010000"));
        CHECK(lines_of(none.answer) == unicom);
        CHECK(scope_of(none) == 0);
        responder.settings.ecs_from = {*parse_prefix("192.0.2.0/24")};
        const DecodedMessage disbelieved = responder.ask(asked_for(www, "000118000a0105"));
        CHECK(lines_of(disbelieved.answer) == unicom);
        CHECK(scope_of(disbelieved) == 0);
        CHECK_FALSE(responder.ask(www).option(option::kClientSubnet));
    }

    TEST_CASE("what is down is not given, neither as such nor beside others") {
        World world;
        auto offers = two_links();
        offers[0].endpoint.standing = Standing::Down;
        world.add("www.example.", kSameIsp, offers);
        Responder responder = world.responder();
        responder.client.address = *parse_address("10.1.0.1");
        const Lines unicom{"www.example. 15 A 192.0.2.2"};
        CHECK(lines_of(responder.ask(QueryBuilder("www.example.")).answer) == unicom);
        responder.client.transport = Transport::Tcp;
        const Lines any{"www.example. 15 A 192.0.2.2", "www.example. 300 AAAA 2001:db8::1",
                        "www.example. 300 TXT here"};
        CHECK(lines_of(responder.ask(QueryBuilder("www.example.", "ANY")).answer) == any);
        CHECK(responder.ask(QueryBuilder("mail.example.", "MX")).additional.empty());
    }

    TEST_CASE(
        "a kind that is not steered is answered as the zone says; nothing to give is NODATA") {
        World world;
        auto offers = two_links();
        for (steer::Offer& one : offers)
            one.endpoint.standing = Standing::TakenDown;
        world.add("www.example.", kSameIsp, offers);
        Responder responder = world.responder();
        CHECK(responder.ask(QueryBuilder("www.example.", "AAAA")).answer.size() == 1);
        CHECK(responder.ask(QueryBuilder("www.example.", "TXT")).answer.size() == 1);
        const DecodedMessage none = responder.ask(QueryBuilder("www.example."));
        CHECK(none.answer.empty());
        CHECK(none.rcode() == wire::Rcode::NoError);
        CHECK(none.authority.size() == 1);
    }

    TEST_CASE("a name that is closed gives strangers nothing, and says that it is closed") {
        World world;
        world.add("private.example.", kSameIsp, {offer("A 192.0.2.9")});
        world.services.back().only_for = kInsurance;
        Responder responder = world.responder();
        for (const std::string type : {"A", "ANY", "TXT", "CNAME"}) {
            const DecodedMessage closed =
                responder.ask(asked_for(QueryBuilder("private.example.", type), "000118000a0105"));
            CHECK(closed.answer.empty());
            CHECK(closed.rcode() == wire::Rcode::NoError);
            CHECK(closed.option(option::kExtendedError) == test::from_hex("0012"));
            CHECK(scope_of(closed) == 16);
        }
        responder.client.address = *parse_address("10.3.1.1");
        CHECK(responder.ask(QueryBuilder("private.example.")).answer.size() == 1);
    }

    TEST_CASE("a tag is claimed with a client subnet by those only who may") {
        World world;
        world.add("private.example.", kSameIsp, {offer("A 192.0.2.9")});
        world.services.back().only_for = kInsurance;
        auto offers = two_links();
        offers.push_back(offer("A 10.9.9.9"));
        offers.back().view = 1;
        world.add("www.example.", {}, offers);
        world.services.back().views = {kInsurance};
        Responder responder = world.responder();
        const auto given = [&responder](const std::string& name) {
            return lines_of(responder.ask(asked_for(QueryBuilder(name), "000118000a0301")).answer);
        };
        CHECK(given("private.example.").size() == 1);
        CHECK(given("www.example.") == Lines{"www.example. 15 A 10.9.9.9"});
        responder.settings.ecs_tags_from = {*parse_prefix("127.0.0.0/8")};
        CHECK(given("private.example.").empty());
        CHECK(given("www.example.").size() == 2);
        responder.client.address = *parse_address("10.3.1.1"); // it has the tag by itself
        CHECK(given("private.example.").empty());              // and asks for another
        CHECK(responder.ask(QueryBuilder("private.example.")).answer.size() == 1);
    }

    TEST_CASE("nothing is remembered no longer than an answer") {
        World world;
        auto offers = two_links();
        for (steer::Offer& one : offers)
            one.endpoint.standing = Standing::TakenDown;
        world.add("www.example.", kSameIsp, offers);
        world.add("private.example.", {}, {offer("A 192.0.2.9")});
        world.services.back().only_for = kInsurance;
        Responder responder = world.responder();
        for (const std::string name : {"www.example.", "private.example."})
            CHECK(responder.ask(QueryBuilder(name)).authority.at(0).ttl_s == 15);
        CHECK(responder.ask(QueryBuilder("alias.example.")).authority.at(0).ttl_s == 15);
        CHECK(responder.ask(QueryBuilder("mail.example.")).authority.at(0).ttl_s == 60);
        CHECK(responder.ask(QueryBuilder("www.example.", "MX")).authority.at(0).ttl_s == 60);
    }

    TEST_CASE("a zone whose apex is closed is still seen to be served") {
        World world;
        world.add("example.", {}, {offer("A 192.0.2.9")});
        world.services.back().only_for = kInsurance;
        Responder responder = world.responder();
        CHECK(responder.ask(QueryBuilder("example.", "NS")).answer.size() == 1);
        CHECK(responder.ask(QueryBuilder("example.", "SOA")).answer.size() == 1);
        CHECK(responder.ask(QueryBuilder("example.")).answer.empty());
        CHECK(responder.ask(QueryBuilder("example.", "ANY")).answer.empty());
    }

    TEST_CASE("ANY gives what is steered too, in a view that has more kinds than the zone") {
        World world;
        auto offers = std::vector{offer("A 192.0.2.9"), offer("AAAA fd00::1")};
        offers[1].view = 1;
        world.add("private.example.", {}, offers);
        world.services.back().views = {kInsurance};
        Responder responder = world.responder();
        const QueryBuilder any("private.example.", "ANY");
        CHECK(lines_of(responder.ask(any).answer) == Lines{"private.example. 15 A 192.0.2.9"});
        responder.client.address = *parse_address("10.3.1.1");
        CHECK(lines_of(responder.ask(any).answer) == Lines{"private.example. 15 AAAA fd00::1"});
        SUBCASE("and is NODATA where nothing is left") {
            World bare;
            bare.add("private.example.", {},
                     {offer("A 192.0.2.9", of_isp(0, Standing::TakenDown))});
            Responder empty = bare.responder();
            const DecodedMessage none = empty.ask(any);
            CHECK(none.answer.empty());
            CHECK(none.authority.size() == 1);
        }
    }

    TEST_CASE("the draws of one reply have nothing to do with each other") {
        World world;
        world.add("far.example.", {.pick = steer::Pick::Weighted},
                  {offer("CNAME www.example."), offer("CNAME www.a.elsewhere.")});
        world.add("www.example.", {.pick = steer::Pick::Weighted, .answers_max = 1}, two_links());
        Responder responder = world.responder();
        std::map<std::string, int> seen;
        for (int i = 0; i < 4000; ++i)
            ++seen[lines_of(responder.ask(QueryBuilder("far.example.")).answer).back()];
        CHECK(std::abs(seen["www.example. 15 A 192.0.2.1"] - 1000) < 110); // four deviations
        CHECK(std::abs(seen["www.example. 15 A 192.0.2.2"] - 1000) < 110);
    }

    TEST_CASE("sticky goes by an IPv4 address where IPv6 carries one, and else by the /56") {
        World world;
        world.add("*.wild.example.", {.pick = steer::Pick::Sticky, .answers_max = 1}, two_links());
        Responder responder = world.responder();
        const auto given = [&responder](const std::string& address) {
            responder.client.address = *parse_address(address);
            return lines_of(responder.ask(QueryBuilder("x.wild.example.")).answer);
        };
        std::map<Lines, int> seen;
        for (int network = 0; network < 64; ++network) {
            const std::string octets = "11.0." + std::to_string(network) + ".1";
            const Lines plain = given(octets);
            CHECK(given("64:ff9b::" + octets) == plain);
            ++seen[given("2001:db8:7:" + std::to_string(network) + "00::1")];
            CHECK(given("2001:db8:7:" + std::to_string(network) + "00::1") ==
                  given("2001:db8:7:" + std::to_string(network) + "ff::2"));
        }
        CHECK(seen.size() == 2);
        responder.client.address = *parse_address("192.0.2.1");
        CHECK(scope_of(responder.ask(
                  asked_for(QueryBuilder("x.wild.example."), "0002400020010db800070000"))) == 56);
    }

    TEST_CASE("a view gives clients with its tag other addresses, and only those") {
        World world;
        auto offers = two_links();
        offers.push_back(offer("AAAA 2001:db8::1"));
        offers.push_back(offer("A 10.9.9.9"));
        offers.back().view = 1;
        world.add("www.example.", {}, offers);
        world.services.back().views = {kInsurance};
        Responder responder = world.responder();
        CHECK(responder.ask(QueryBuilder("www.example.")).answer.size() == 2);
        CHECK(responder.ask(QueryBuilder("www.example.", "AAAA")).answer.size() == 1);
        responder.client.address = *parse_address("10.3.1.1");
        CHECK(lines_of(responder.ask(QueryBuilder("www.example.")).answer) ==
              Lines{"www.example. 15 A 10.9.9.9"});
        CHECK(responder.ask(QueryBuilder("www.example.", "AAAA")).answer.empty());
    }

    TEST_CASE("a steered CNAME is followed, in this zone too") {
        World world;
        world.add("far.example.", {.rules = {steer::SameIsp{}}},
                  {offer("CNAME www.a.elsewhere.", of_isp(kTelecom)),
                   offer("CNAME www.example.", of_isp(kUnicom))});
        world.add("www.example.", kSameIsp, two_links());
        Responder responder = world.responder();
        responder.client.address = *parse_address("10.1.0.1");
        CHECK(lines_of(responder.ask(QueryBuilder("far.example.")).answer) ==
              Lines{"far.example. 15 CNAME www.a.elsewhere."});
        responder.client.address = *parse_address("10.2.0.1");
        CHECK(lines_of(responder.ask(QueryBuilder("far.example.")).answer) ==
              Lines{"far.example. 15 CNAME www.example.", "www.example. 15 A 192.0.2.2"});
        CHECK(lines_of(responder.ask(QueryBuilder("far.example.", "TXT")).answer) ==
              Lines{"far.example. 15 CNAME www.example.", "www.example. 300 TXT here"});
    }

    TEST_CASE("a wildcard is steered for every name it stands in for") {
        World world;
        world.add("*.wild.example.", kSameIsp, two_links());
        Responder responder = world.responder();
        responder.client.address = *parse_address("10.2.0.1");
        CHECK(lines_of(responder.ask(QueryBuilder("a.b.wild.example.")).answer) ==
              Lines{"a.b.wild.example. 15 A 192.0.2.2"});
    }

    TEST_CASE("why a client gets what it gets, for those who may ask") {
        World world;
        auto offers = two_links();
        offers[0].link = "a-telecom";
        offers[1].link = "a-unicom";
        offers[0].site = offers[1].site = "A";
        offers.push_back(offers[1]);
        offers.back().text = "192.0.2.3";
        offers.back().endpoint.standing = Standing::Down;
        offers.back().cause = "link a-unicom is down";
        world.add("www.example.", kSameIsp, offers);
        world.add("private.example.", {}, {offer("A 192.0.2.9")});
        world.services.back().only_for = kInsurance;
        Responder responder = world.responder();
        const auto why = [&responder](const std::string& name) {
            std::vector<std::string> texts;
            for (const test::TextRecord& record :
                 responder
                     .ask(asked_for(QueryBuilder(name + "why.signpost.", "TXT", wire::klass::kCh),
                                    "000118000a0200"))
                     .answer)
                texts.emplace_back(record.rdata.begin() + 1, record.rdata.end());
            return texts;
        };
        CHECK(why("www.example.").empty()); // a stranger
        responder.client.address = *parse_address("127.0.0.1");
        const Lines told = why("www.example.");
        REQUIRE(told.size() == 5);
        CHECK(told[0] == "www.example. for 10.2.0.0: class class 2, the same for 10.2.0.0/16");
        CHECK(told[1] == "policy test: same-isp, pick all, answers_max 1");
        CHECK(told[2] == "A 192.0.2.1 [link a-telecom, site A] dropped: same-isp prefers others");
        CHECK(told[3] == "A 192.0.2.2 [link a-unicom, site A] kept: in 100 % of answers");
        CHECK(told[4] == "A 192.0.2.3 [link a-unicom, site A] dropped: link a-unicom is down");
        CHECK(why("private.example.").back() ==
              "closed: only_for names tags that this client has not");
        CHECK(why("mail.example.") ==
              Lines{"mail.example. is not steered: everybody gets what zone example. says"});
        CHECK(why("nobody.example.") == Lines{"nobody.example. does not exist in zone example."});
        CHECK(why("a.elsewhere.") == Lines{"a.elsewhere. is in none of the zones here"});
        CHECK(why("").front() == ". is in none of the zones here");
    }

    TEST_CASE("why: how an endpoint is, given or not, is told with what was seen of it") {
        World world;
        auto offers = two_links();
        for (std::size_t i = 0; i < 2; ++i) {
            offers[i].endpoint.standing = Standing::Down;
            offers[i].cause = "link l" + std::to_string(i) + " is down since noon: no answer";
            offers[i].is_stale = true;
        }
        offers[0].share_percent = 40;
        world.add("www.example.", kSameIsp, offers);
        Responder responder = world.responder();
        responder.client.address = *parse_address("127.0.0.1");
        const DecodedMessage reply = responder.ask(asked_for(
            QueryBuilder("www.example.why.signpost.", "TXT", wire::klass::kCh), "000118000a0100"));
        Lines told;
        for (const test::TextRecord& record : reply.answer)
            told.emplace_back(record.rdata.begin() + 1, record.rdata.end());
        REQUIRE(told.size() == 5);
        CHECK(told[3].ends_with("kept: in 100 % of answers; link l0 is down since noon: no answer; "
                                "it gets 40 % of its weight; nothing newer is known"));
        CHECK(told[4].ends_with("dropped: same-isp prefers others; link l1 is down since noon: no "
                                "answer; nothing newer is known"));
    }

    TEST_CASE("why: a view without addresses of a kind is not a view in which nothing is up") {
        World world;
        auto offers = two_links();
        offers.push_back(offer("AAAA 2001:db8::1"));
        offers.back().view = 1;
        world.add("www.example.", {}, offers);
        world.services.back().views = {kInsurance};
        Responder responder = world.responder();
        responder.client.address = *parse_address("127.0.0.1");
        const DecodedMessage reply = responder.ask(asked_for(
            QueryBuilder("www.example.why.signpost.", "TXT", wire::klass::kCh), "000118000a0300"));
        Lines told;
        for (const test::TextRecord& record : reply.answer)
            told.emplace_back(record.rdata.begin() + 1, record.rdata.end());
        REQUIRE(told.size() == 4);
        CHECK(told[2] == "A: no endpoint in this view");
        CHECK(told[3].starts_with("AAAA 2001:db8::1 "));
    }

    TEST_CASE("weighted answers follow the weights; sticky ones the client's network") {
        World world;
        auto offers = two_links();
        offers[1].weight = 3;
        world.add("www.example.", {.pick = steer::Pick::Weighted, .answers_max = 1}, offers);
        world.add("*.wild.example.", {.pick = steer::Pick::Sticky, .answers_max = 1}, two_links());
        Responder responder = world.responder();
        std::map<std::string, int> seen;
        for (int i = 0; i < 4000; ++i)
            ++seen[lines_of(responder.ask(QueryBuilder("www.example.")).answer).front()];
        CHECK(std::abs(seen["www.example. 15 A 192.0.2.2"] - 3000) < 110); // four deviations
        CHECK(seen.size() == 2);

        std::map<Lines, int> given;
        for (std::uint8_t network = 0; network < 200; ++network) {
            responder.client.address = {.octets = {11, 0, network, 1}};
            const Lines first = lines_of(responder.ask(QueryBuilder("x.wild.example.")).answer);
            responder.client.address.octets[3] = 200;
            CHECK(lines_of(responder.ask(QueryBuilder("x.wild.example.")).answer) == first);
            ++given[first];
        }
        CHECK(given.size() == 2);
        for (const auto& [lines, count] : given)
            CHECK(count > 60);
        CHECK(scope_of(responder.ask(asked_for(QueryBuilder("x.wild.example."), "000110000b00"))) ==
              24);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
