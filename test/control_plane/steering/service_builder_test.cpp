#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/service_builder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

using health::Standing;
using steer::Kind;
using test::address;
using test::SampleWorld;

constexpr const char* kTelecomClient = "10.1.2.3";
constexpr const char* kUnicomClient = "10.2.2.3";
constexpr const char* kBankClient = "10.3.2.3";
constexpr const char* kBankAndGovClient = "10.5.2.3";
constexpr const char* kStranger = "192.0.2.1";
constexpr const char* kName = "www.example.";

SampleWorld world_with(std::string_view lines) {
    SampleWorld world({test::make_zone("example.", lines)});
    world.add(kName);
    return world;
}

const std::string kAddresses = R"(
    www  60  A     203.0.113.10
    www  60  A     198.51.100.70
    www  90  AAAA  2001:db8:b2::1
)";

config::Alias alias(const std::string& target, std::optional<steer::LinkNumber> link,
                    std::optional<steer::SiteNumber> site) {
    config::Alias made{.target = {}, .text = target, .link = link, .site = site};
    REQUIRE(made.target.read(test::name_octets(target)) != 0);
    return made;
}

TEST_SUITE("control_plane/steering/service_builder") {

    TEST_CASE("an address becomes an offer with the service's TTL, or else its RRset's") {
        SampleWorld world = world_with(kAddresses);
        world.config.links[0].capacity_mbps = 100;
        world.config.services[0].weights = {{address("203.0.113.10"), 7}};
        world.compile();
        const steer::Service& service = world.plan(kName)->service();
        CHECK(service.name == kName);
        CHECK(service.policy_name == "default");
        REQUIRE(service.offers.size() == 3);
        CHECK(service.offers[0].text == "203.0.113.10");
        CHECK(service.offers[0].weight == 7);
        CHECK(service.offers[0].capacity_mbps == 100);
        CHECK(service.offers[0].rdata == std::vector<std::uint8_t>{203, 0, 113, 10});
        CHECK(service.offers[1].weight == 1);
        CHECK(service.offers[2].kind == Kind::Aaaa);
        CHECK(service.ttl_s[0] == 60);
        CHECK(service.ttl_s[1] == 90);
        world.config.services[0].ttl_s = 15;
        world.compile();
        CHECK(world.plan(kName)->service().ttl_s == std::array<std::uint32_t, 3>{15, 15, 15});
        CHECK(world.now.complaints.empty());
    }

    TEST_CASE("an endpoint is judged by the service's check, where that is to be probed") {
        SampleWorld world = world_with(kAddresses);
        world.config.services[0].probe_at = {{address("203.0.113.10"), address("10.0.0.10")}};
        world.compile();
        CHECK(world.offer(kName, "203.0.113.10").subject ==
              health::parse_subject("endpoint/203.0.113.10"));
        world.config.health.checks = {{.name = "other"}, {.name = "portal"}};
        world.config.services[0].check = 1;
        world.compile();
        health::Subject expected = *health::parse_subject("endpoint/203.0.113.10");
        expected.check = "portal";
        expected.probe_at = "10.0.0.10";
        CHECK(world.offer(kName, "203.0.113.10").subject == expected);
        expected.name = "2001:db8:b2::1";
        expected.probe_at.clear();
        CHECK(world.offer(kName, "2001:db8:b2::1").subject == expected);
    }

    TEST_CASE("a target is judged by the service's check only if it says where it is probed") {
        SampleWorld world = world_with("www 60 CNAME Portal.cdn.example.\n");
        world.config.health.checks = {{.name = "portal"}};
        world.config.services[0].check = 0;
        world.config.services[0].cnames = {alias("a.cdn.elsewhere.", 0, {}),
                                           alias("b.cdn.elsewhere.", 0, {})};
        world.config.services[0].cnames[1].probe_at = address("10.0.0.10");
        world.compile();
        for (const char* target : {"portal.cdn.example.", "a.cdn.elsewhere."})
            CHECK(world.offer(kName, target).subject ==
                  health::parse_subject("endpoint/" + std::string(target)));
        health::Subject expected = *health::parse_subject("endpoint/b.cdn.elsewhere.");
        expected.check = "portal";
        expected.probe_at = "10.0.0.10";
        CHECK(world.offer(kName, "b.cdn.elsewhere.").subject == expected);
    }

    TEST_CASE("a service knows the TTL of bad times, and its failback rule") {
        SampleWorld world = world_with(kAddresses);
        world.config.health.ttl_unsteady_s = 7;
        world.config.policies.push_back(world.config.policies[0]);
        world.config.policies.back().name = "slow";
        world.config.policies.back().failback = {.hold_s = 60};
        world.compile();
        CHECK(world.plan(kName)->service().ttl_unsteady_s == 7);
        CHECK(world.plan(kName)->service().failback == 0);
        world.config.services[0].policy = 1;
        world.compile();
        CHECK(world.plan(kName)->service().failback == 1);
    }

    TEST_CASE("an address on no link belongs to `other`, and is told of") {
        SampleWorld world = world_with(kAddresses + "www 60 A 192.0.2.77\n");
        world.compile();
        const steer::Offer& offer = world.offer(kName, "192.0.2.77");
        CHECK(offer.endpoint.link == 5);
        CHECK(offer.endpoint.site == 2);
        CHECK(world.now.complaints.size() == 1);
        CHECK(world.complains({"www.example. in zone example.", "192.0.2.77", "/links"}));
        CHECK(world.given(kName, kStranger) == "203.0.113.10"); // it is last in the site order
    }

    TEST_CASE("other families at the same site") {
        SampleWorld world = world_with(kAddresses + "www 90 AAAA 2001:db8:ffff::1\n"
                                                    "www 60 A 192.0.2.77\n");
        world.compile();
        const auto has_other = [&world](const char* text) {
            return world.offer(kName, text).endpoint.has_other_family;
        };
        CHECK(!has_other("203.0.113.10"));
        CHECK(has_other("198.51.100.70"));
        CHECK(has_other("2001:db8:b2::1"));
        CHECK(!has_other("192.0.2.77")); // who knows whether these two are at one site
        world.set("endpoint/2001:db8:b2::1", Standing::Down);
        world.compile();
        CHECK(!has_other("198.51.100.70"));
        CHECK(has_other("2001:db8:b2::1"));
    }

    TEST_CASE("clients with a view's tag get its addresses instead, each once") {
        SampleWorld world = world_with(kAddresses);
        world.config.services[0].views = {
            {.tag = "gov", .addresses = {address("10.9.9.1")}},
            {.tag = "bank",
             .addresses = {address("10.9.9.2"), address("10.9.9.3"), address("10.9.9.2"),
                           address("203.0.113.10")}},
            {.tag = "gov", .addresses = {address("10.9.9.4")}}};
        world.compile();
        CHECK(world.plan(kName)->service().views == std::vector<std::uint64_t>{2, 1});
        CHECK(world.now.complaints.empty()); // a view's private addresses are on no link
        CHECK(world.given(kName, kTelecomClient) == "203.0.113.10");
        CHECK(world.given(kName, kBankAndGovClient) == "10.9.9.1"); // the first view counts
        CHECK(world.given(kName, kBankClient) == "203.0.113.10");   // at site A; 10.9.9.2 is not
        CHECK(world.given(kName, kBankClient, Kind::Aaaa) == "nothing");
        world.config.services[0].views[1].addresses.pop_back();
        world.compile();
        CHECK(world.given(kName, kBankClient) == "10.9.9.2 10.9.9.3");
    }

    TEST_CASE("a view whose tag no map knows is left out, and told of") {
        SampleWorld world = world_with(kAddresses);
        world.config.services[0].views = {{.tag = "hospital", .addresses = {address("10.9.9.1")}}};
        world.compile();
        CHECK(world.complains({"/services/www.example./views: ", "\"hospital\""}));
        CHECK(world.plan(kName)->service().views.empty());
        CHECK(world.plan(kName)->service().offers.size() == 3);
    }

    TEST_CASE("a name that is only for some is closed to all others") {
        SampleWorld world = world_with(kAddresses);
        world.config.services[0].only_for = {"bank", "hospital"};
        world.compile();
        CHECK(world.given(kName, kStranger) == "closed");
        CHECK(world.given(kName, kBankClient) == "203.0.113.10");
        CHECK(world.complains({"/only_for", "\"hospital\""}));
        world.config.services[0].only_for = {"hospital"}; // nobody has it: not open to all
        world.compile();
        CHECK(world.given(kName, kStranger) == "closed");
        CHECK(world.given(kName, kBankClient) == "closed");
    }

    TEST_CASE("a name that is only for some is closed whatever records it has") {
        for (const char* lines : {"www TXT x\n", "www CNAME elsewhere.\n", "www A 203.0.113.1\n",
                                  "x.www TXT x\n", "*.sub CNAME elsewhere.\n"}) {
            CAPTURE(lines);
            const bool is_wildcard = lines[0] == '*';
            const char* name = is_wildcard ? "*.sub.example." : kName;
            SampleWorld world({test::make_zone("example.", lines)});
            world.add(name).only_for = {"bank"};
            world.compile();
            REQUIRE(world.plan(name) != nullptr);
            CHECK(world.given(name, kStranger) == "closed");
            CHECK(world.given(name, kBankClient) != "closed");
            CHECK(world.given(name, kBankClient, Kind::Cname) == "all"); // as the zone says
            CHECK(world.now.complaints.empty());
        }
    }

    TEST_CASE("fallback: an address of the zone is marked, another one held back") {
        SampleWorld world = world_with(kAddresses);
        world.config.policies[0].policy.when_none_up = steer::WhenNoneUp::Fallback;
        world.config.services[0].fallback = {address("203.0.113.99"), address("203.0.113.99")};
        world.compile();
        CHECK(world.plan(kName)->service().offers.size() == 4);
        CHECK(world.given(kName, kStranger) == "203.0.113.10");
        for (const config::Link& link : world.config.links)
            world.set("link/" + link.name, Standing::Drained);
        world.compile();
        CHECK(world.given(kName, kStranger) == "203.0.113.10");
        for (const config::Link& link : world.config.links)
            world.set("link/" + link.name, Standing::Down);
        world.compile();
        CHECK(world.given(kName, kStranger) == "203.0.113.99");
        world.config.services[0].fallback = {address("198.51.100.70")};
        world.compile();
        CHECK(world.plan(kName)->service().offers.size() == 3);
        CHECK(world.given(kName, kStranger) == "198.51.100.70");
        world.config.policies[0].policy.when_none_up = steer::WhenNoneUp::ServeAll;
        world.config.services[0].fallback = {address("203.0.113.99")};
        world.compile();
        CHECK(world.plan(kName)->service().offers.size() == 3);
    }

    TEST_CASE("a fallback of a family that the name has not is never given, and told of") {
        SampleWorld world = world_with("www A 203.0.113.10\n");
        world.config.policies[0].policy.when_none_up = steer::WhenNoneUp::Fallback;
        world.config.services[0].fallback = {address("2001:db8:a1::99"), address("203.0.113.20")};
        world.compile();
        CHECK(world.given(kName, kStranger, Kind::Aaaa) == "all"); // which is nothing
        CHECK(world.plan(kName)->service().offers.size() == 2);
        CHECK(world.now.complaints.size() == 1);
        CHECK(world.complains({"/fallback", "2001:db8:a1::99", "no AAAA record"}));
    }

    TEST_CASE("a CNAME and its alternatives: on a link, in a site, elsewhere") {
        for (const char* target : {"portal.cdn.example.", "portal.cdn.elsewhere."}) {
            CAPTURE(target);
            SampleWorld world = world_with(std::string("www 60 CNAME ") + target + "\n");
            world.config.services[0].cnames = {alias("t.cdn.elsewhere.", 0, {}),
                                               alias("b.cdn.elsewhere.", {}, 1)};
            world.compile();
            const steer::Service& service = world.plan(kName)->service();
            REQUIRE(service.offers.size() == 3);
            CHECK(service.offers[0].text == target);
            CHECK(service.offers[0].rdata == test::name_octets(target));
            CHECK(service.offers[0].endpoint.link == 5);
            CHECK(service.offers[2].endpoint.site == 1);
            CHECK(service.offers[2].endpoint.link == 5);
            CHECK(service.ttl_s[2] == 60);
            CHECK(world.given(kName, kTelecomClient, Kind::Cname) == "t.cdn.elsewhere.");
            CHECK(world.given(kName, "10.2.0.1", Kind::Cname) == "b.cdn.elsewhere.");
            world.config.services[0].cnames.push_back(alias(target, 3, {}));
            world.compile();
            CHECK(world.plan(kName)->service().offers.size() == 3);
            CHECK(world.given(kName, kUnicomClient, Kind::Cname) == target);
            CHECK(world.now.complaints.empty());
        }
    }

    TEST_CASE("an ISP table finds the alternatives of a CNAME by link, and by site") {
        SampleWorld world = world_with("www 60 CNAME zone.cdn.elsewhere.\n");
        world.config.services[0].cnames = {alias("a.cdn.elsewhere.", {}, 0),
                                           alias("l.cdn.elsewhere.", 2, {}),
                                           alias("b.cdn.elsewhere.", {}, 1)};
        config::Policy& policy = world.config.policies[0];
        policy.policy.rules = {steer::IspTable{}};
        policy.isp_table = {{.isp = "telecom", .region = "", .country = "", .links = {2, 0}},
                            {.isp = "", .region = "", .country = "", .links = {3, 0}}};
        world.compile();
        // Link 2 is at site B, too; link 3 has no target of its own.
        CHECK(world.given(kName, kTelecomClient, Kind::Cname) == "l.cdn.elsewhere.");
        CHECK(world.given(kName, kStranger, Kind::Cname) == "b.cdn.elsewhere.");
        world.set("site/B", Standing::Down);
        world.set("link/b-telecom", Standing::Down);
        world.compile();
        CHECK(world.given(kName, kStranger, Kind::Cname) == "a.cdn.elsewhere.");
    }

    TEST_CASE("a site or link in a greater region suits clients of its regions") {
        SampleWorld world = world_with(kAddresses);
        world.config.policies[0].policy.rules = {steer::SameRegion{}, steer::SiteOrder{{0, 1}}};
        world.config.sites[0].region.clear();
        world.config.sites[1].region = "land";
        world.compile();
        CHECK(world.given(kName, kTelecomClient) == "198.51.100.70");
        CHECK(world.given(kName, kStranger) == "203.0.113.10");
    }

    TEST_CASE("what cannot be steered, or cannot be used, says why") {
        struct Row {
            std::string why;
            std::string lines;
            std::vector<config::Alias> cnames;
            bool has_views;
            bool is_steered;
            std::string complaint;
        };
        const std::vector<config::Alias> one{alias("t.elsewhere.", 0, {})};
        // clang-format off
        const Row rows[] = {
            {"no addresses", "www TXT x\n", {}, false, false, "no A, AAAA or CNAME"},
            {"an empty name", "x.www TXT x\n", {}, false, false, "no A, AAAA or CNAME"},
            {"a CNAME without alternatives", "www CNAME elsewhere.\n", {}, false, false, "name its alternatives under cnames"},
            {"addresses and alternatives", "www A 203.0.113.1\n", one, false, true, "cnames are not used"},
            {"nothing, and alternatives", "www TXT x\n", one, false, false, "no A, AAAA or CNAME"},
            {"a CNAME and views", "www CNAME elsewhere.\n", one, true, true, "views and fallback are not used"},
            {"addresses in views only", "www TXT x\n", {}, true, true, ""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            SampleWorld world = world_with(row.lines);
            world.config.services[0].cnames = row.cnames;
            if (row.has_views)
                world.config.services[0].views = {
                    {.tag = "bank", .addresses = {address("10.9.9.1")}}};
            world.compile();
            CHECK((world.plan(kName) != nullptr) == row.is_steered);
            CHECK(world.now.complaints.size() == (row.complaint.empty() ? 0 : 1));
            if (!row.complaint.empty())
                CHECK(world.complains({"20:5: warning: /services/www.example.: ", row.complaint}));
        }
    }

    TEST_CASE("a weight for an address that the name has not is told of") {
        SampleWorld world = world_with(kAddresses);
        world.config.services[0].views = {{.tag = "bank", .addresses = {address("10.9.9.1")}}};
        world.config.services[0].weights = {{address("10.9.9.1"), 2}, {address("10.9.9.8"), 2}};
        world.compile();
        CHECK(world.now.complaints.size() == 1);
        CHECK(world.complains({"/services/www.example./weights: ", "10.9.9.8"}));
        world.config.services[0].weights.clear();
        world.config.services[0].probe_at = {{address("10.9.9.1"), address("10.0.0.1")},
                                             {address("10.9.9.8"), address("10.0.0.1")}};
        world.compile();
        CHECK(world.now.complaints.size() == 1);
        CHECK(world.complains({"/services/www.example./probe_at: ", "10.9.9.8"}));
    }

    TEST_CASE("address hints beside steered addresses are told of") {
        // HTTPS 1 . port=443
        SampleWorld world = world_with(kAddresses + "www TYPE65 \\# 0001000003000201bb\n");
        world.compile();
        CHECK(world.now.complaints.empty());
        // HTTPS 1 . ipv4hint=203.0.113.10, and SVCB 1 x. ipv6hint=2001:db8::1
        for (const char* hint :
             {"www TYPE65 \\# 00010000040004cb00710a\n",
              "www TYPE64 \\# 00010178000006001020010db8000000000000000000000001\n"}) {
            CAPTURE(hint);
            SampleWorld leaky = world_with(kAddresses + hint);
            leaky.compile();
            CHECK(leaky.now.complaints.size() == 1);
            CHECK(leaky.complains({"records of www.example.", "take the hints out"}));
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
