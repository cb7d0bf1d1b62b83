#include "control_plane/config/config.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "control_plane/watch/roster.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace signpost::watch {
namespace {

using director::Expression;

/// A configuration and a zone, with what is compiled from them.
struct World {
    test::SampleWorld world;

    explicit World(const std::string& config, std::string_view records = "")
        : world({test::make_zone("example.", records)}) {
        config::Parsed parsed = config::parse(config, "f");
        for (const Complaint& complaint : parsed.complaints)
            FAIL_CHECK(to_text(complaint));
        world.config = std::move(parsed.config.steering);
        world.compile();
    }
    [[nodiscard]] Roster roster() const {
        return make_roster(world.config, world.now.steering->plans.all());
    }
};

/// "2 of (gateway 192.0.2.1, not (…))".
// NOLINTNEXTLINE(misc-no-recursion): as deep as what the test wrote.
std::string text_of(const director::Model& model, const Expression& expression) {
    if (expression.kind == Expression::Kind::Probe) {
        const director::ProbeRule& probe = model.probes.at(expression.number);
        return probe.check + " " + probe.target;
    }
    std::string terms;
    for (const Expression& term : expression.terms)
        terms += (terms.empty() ? "" : ", ") + text_of(model, term);
    const std::string head = expression.kind == Expression::Kind::Not
                                 ? "not"
                                 : std::to_string(expression.number) + " of";
    return head + " (" + terms + ")";
}

std::string text_of(const director::Model& model, const std::optional<Expression>& expression) {
    return expression ? text_of(model, *expression) : "-";
}

/// "check target" of each probe, in order.
std::vector<std::string> probes_of(const Roster& roster) {
    std::vector<std::string> texts;
    for (const director::ProbeRule& probe : roster.model->probes)
        texts.push_back(probe.check + " " + probe.target);
    return texts;
}

/// "subject link site: condition" of each endpoint, in order.
std::vector<std::string> endpoints_of(const Roster& roster) {
    const auto number = [](const auto& place) { return place ? std::to_string(*place) : "-"; };
    std::vector<std::string> texts;
    for (const director::EndpointRule& rule : roster.model->endpoints)
        texts.push_back(to_text(rule.subject) + " " + number(rule.link) + " " + number(rule.site) +
                        ": " + text_of(*roster.model, rule.check));
    return texts;
}

const std::string kTopology = R"("sites": {"A": {}, "B": {}},
"links": {"a1": {"site": "A", "prefixes": ["203.0.113.0/26"]},
          "b1": {"site": "B", "prefixes": ["198.51.100.0/26"]}})";

TEST_SUITE("control_plane/watch/roster") {

    TEST_CASE("without checks nothing is probed; sites and links are there") {
        const World world("{" + kTopology + R"(, "services": {"www.example.": {}}})",
                          "www 60 A 203.0.113.10\nwww 60 A 198.51.100.10\n");
        const Roster roster = world.roster();
        CHECK(roster.assignments.empty());
        CHECK(roster.model->probes.empty());
        CHECK(roster.model->endpoints.empty());
        REQUIRE(roster.model->sites.size() == 2);
        CHECK(roster.model->sites[1].name == "B");
        CHECK(roster.model->sites[1].is_down_with_links);
        REQUIRE(roster.model->links.size() == 2);
        CHECK(roster.model->links[1].name == "b1");
        CHECK(roster.model->links[1].site == 1);
        CHECK_FALSE(roster.model->links[1].check);
    }

    TEST_CASE("sites and links ask their targets, or those of the check") {
        const World world(R"({"checks": {"ping": {"icmp": {}},
            "own": {"icmp": {}, "targets": ["192.0.2.8", "192.0.2.9"]},
            "both": {"all": ["ping", "own"]}},
          "sites": {"A": {"check": "both", "targets": ["192.0.2.1"], "down_with_links": false}},
          "links": {"one": {"site": "A", "check": "ping", "targets": ["192.0.2.1"]},
                    "two": {"site": "A", "check": "ping", "targets": ["192.0.2.1", "192.0.2.2",
                                                          "192.0.2.3"], "targets_needed": 2},
                    "own": {"site": "A", "check": "own", "targets_needed": 2}}})");
        const Roster roster = world.roster();
        const director::Model& model = *roster.model;
        CHECK(text_of(model, model.sites.at(0).check) ==
              "2 of (ping 192.0.2.1, 1 of (own 192.0.2.8, own 192.0.2.9))");
        CHECK_FALSE(model.sites[0].is_down_with_links);
        CHECK(text_of(model, model.links.at(0).check) == "ping 192.0.2.1");
        CHECK(text_of(model, model.links.at(1).check) ==
              "2 of (ping 192.0.2.1, ping 192.0.2.2, ping 192.0.2.3)");
        CHECK(text_of(model, model.links.at(2).check) == "2 of (own 192.0.2.8, own 192.0.2.9)");
        CHECK(probes_of(roster) == std::vector<std::string>{"ping 192.0.2.1", "own 192.0.2.8",
                                                            "own 192.0.2.9", "ping 192.0.2.2",
                                                            "ping 192.0.2.3"});
    }

    TEST_CASE("combinations are conditions over the probes of one target") {
        const World world("{" + kTopology + R"(, "checks": {"ping": {"icmp": {}},
            "web": {"http": {}}, "db": {"tcp": {"port": 3306}, "targets": ["10.0.0.1"]},
            "busy": {"udp": {"port": 1}}, "part": {"any": ["ping", {"not": "busy"}]},
            "portal": {"at_least": {"count": 2, "of": ["part", "web", "db"]}}},
          "services": {"www.example.": {"check": "portal"}}})",
                          "www 60 A 203.0.113.10\nwww 60 A 198.51.100.10\n");
        const Roster roster = world.roster();
        CHECK(endpoints_of(roster) ==
              std::vector<std::string>{
                  "endpoint/203.0.113.10 (portal) 0 0: 2 of (1 of (ping 203.0.113.10, not (busy "
                  "203.0.113.10)), web 203.0.113.10, db 10.0.0.1)",
                  "endpoint/198.51.100.10 (portal) 1 1: 2 of (1 of (ping 198.51.100.10, not (busy "
                  "198.51.100.10)), web 198.51.100.10, db 10.0.0.1)"});
        CHECK(roster.model->probes.size() == 7);
    }

    TEST_CASE("names that share an endpoint and a check share its probe and its verdict") {
        const World world("{" + kTopology +
                              R"(, "checks": {"web": {"http": {}}, "ping": {"icmp": {}}},
          "services": {"www.example.": {"check": "web"}, "pay.example.": {"check": "web"},
                       "old.example.": {"check": "ping"}, "not.example.": {},
                       "nat.example.": {"check": "web", "probe_at": {"203.0.113.10": "10.0.0.1"}}}})",
                          R"(
            www  60  A  203.0.113.10
            pay  60  A  203.0.113.10
            pay  60  A  203.0.113.11
            old  60  A  203.0.113.10
            not  60  A  203.0.113.10
            nat  60  A  203.0.113.10
        )");
        const Roster roster = world.roster();
        CHECK(
            endpoints_of(roster) ==
            std::vector<std::string>{"endpoint/203.0.113.10 (web) 0 0: web 203.0.113.10",
                                     "endpoint/203.0.113.11 (web) 0 0: web 203.0.113.11",
                                     "endpoint/203.0.113.10 (ping) 0 0: ping 203.0.113.10",
                                     "endpoint/203.0.113.10 (web at 10.0.0.1) 0 0: web 10.0.0.1"});
        CHECK(roster.model->probes.size() == 4);
    }

    TEST_CASE("where an endpoint belongs: to a link, to a site as a whole, or nowhere") {
        const World world("{" + kTopology + R"(, "checks": {"web": {"http": {}}},
          "services": {"www.example.": {"check": "web", "views": {"bank": ["10.0.0.9"]}},
                       "cdn.example.": {"check": "web", "cnames": {
                          "a.cdn.test.": {"site": "B", "probe_at": "10.0.0.7"},
                          "b.cdn.test.": {"link": "b1", "probe_at": "10.0.0.8"},
                          "c.cdn.test.": {"site": "A"}}}}})",
                          "www 60 A 192.0.2.1\ncdn 60 CNAME a.cdn.test.\n");
        CHECK(endpoints_of(world.roster()) ==
              std::vector<std::string>{"endpoint/192.0.2.1 (web) - -: web 192.0.2.1",
                                       "endpoint/10.0.0.9 (web) - -: web 10.0.0.9",
                                       "endpoint/a.cdn.test. (web at 10.0.0.7) - 1: web 10.0.0.7",
                                       "endpoint/b.cdn.test. (web at 10.0.0.8) 1 1: web 10.0.0.8"});
    }

    TEST_CASE("a probe depends on all of the checks that its check does") {
        const World world(R"({"checks": {
            "web": {"http": {}, "depend_on": ["gateway", "core"]},
            "gateway": {"icmp": {}, "targets": ["192.0.2.1", "192.0.2.2"]},
            "core": {"icmp": {}, "targets": ["192.0.2.3"], "depend_on": ["power"]},
            "power": {"tcp": {"port": 1}, "targets": ["192.0.2.4"]}},
          "sites": {"A": {"check": "web", "targets": ["192.0.2.9"]}}})");
        const Roster roster = world.roster();
        const director::Model& model = *roster.model;
        CHECK(probes_of(roster) == std::vector<std::string>{"gateway 192.0.2.1",
                                                            "gateway 192.0.2.2", "power 192.0.2.4",
                                                            "core 192.0.2.3", "web 192.0.2.9"});
        CHECK(text_of(model, model.probes[4].depends_on) ==
              "2 of (1 of (gateway 192.0.2.1, gateway 192.0.2.2), core 192.0.2.3)");
        CHECK(text_of(model, model.probes[3].depends_on) == "power 192.0.2.4");
        CHECK_FALSE(model.probes[0].depends_on);
    }

    TEST_CASE("anchors are marked, and those only") {
        const World world(R"({"checks": {"ping": {"icmp": {}}},
          "health": {"anchors": {"check": "ping", "targets": ["192.0.2.1", "192.0.2.2"]}},
          "sites": {"A": {"check": "ping", "targets": ["192.0.2.2", "192.0.2.3"]}}})");
        const Roster roster = world.roster();
        REQUIRE(roster.model->probes.size() == 3);
        CHECK(roster.model->probes[0].is_anchor);
        CHECK(roster.model->probes[1].is_anchor);
        CHECK_FALSE(roster.model->probes[2].is_anchor);
    }

    TEST_CASE("an assignment asks what its check says, under the number of its rule") {
        const World world(R"({"checks": {"ssh": {"tcp": {"port": 22}, "interval_ms": 2000,
            "timeout_ms": 70, "fall": 4, "source": {"interface": "eth1"}}},
          "sites": {"A": {"check": "ssh", "targets": ["192.0.2.1", "2001:db8::1"]}}})");
        const Roster roster = world.roster();
        REQUIRE(roster.assignments.size() == 2);
        REQUIRE(roster.model->probes.size() == 2);
        const probe::Assignment& first = roster.assignments[0];
        CHECK(first == probe::Assignment{.check = "ssh",
                                         .question = {.kind = config::TcpCheck{.port = 22},
                                                      .target = *parse_address("192.0.2.1"),
                                                      .source = {.interface = "eth1"},
                                                      .timeout_ms = 70},
                                         .interval_ms = 2000});
        CHECK_FALSE(first.is_reported());
        CHECK(roster.model->probes[0].tracker.fall == 4);
        CHECK(roster.assignments[1].question.target == parse_address("2001:db8::1"));
        CHECK(roster.model->probes[1].target == "2001:db8::1");
    }

    TEST_CASE("who reports is judged as others are, not asked, and no anchor") {
        const World world(R"({"checks": {"agent": {"report": {"token_file": "t"}}},
          "health": {"reports_listen": ["127.0.0.1:8055"],
                     "anchors": {"check": "agent", "targets": ["192.0.2.1"]}},
          "sites": {"A": {"check": "agent", "targets": ["192.0.2.1"]}}})");
        const Roster roster = world.roster();
        REQUIRE(roster.assignments.size() == 1);
        CHECK(roster.assignments[0].is_reported());
        CHECK(roster.model->probes[0].is_reported);
        CHECK_FALSE(roster.model->probes[0].is_anchor);
    }

    TEST_CASE("ways back, safety and TTLs are taken over") {
        const World world("{" + kTopology + R"(, "health": {"blind_percent": 50,
            "blind_window_ms": 2000, "flips_per_s_max": 7, "unsteady_s": 8, "ttl_unsteady_s": 9,
            "slow_start_s": 10},
          "policies": {"p": {"failback": {"hold_s": 60}}, "q": {"failback": "manual"},
                       "r": {"failback": {"hold_s": 60}}},
          "services": {"www.example.": {"ttl_s": 15}, "pay.example.": {}}})",
                          "www 3600 A 203.0.113.10\npay 40 A 203.0.113.10\n"
                          "pay 50 AAAA 2001:db8::1\npay 7200 TXT x\nother 7200 A 203.0.113.10\n");
        const director::Model model = *world.roster().model;
        CHECK(model.failbacks ==
              std::vector<director::Failback>{{}, {.hold_s = 60}, {.is_manual = true}});
        CHECK(model.safety == director::Safety{.blind_percent = 50,
                                               .blind_window_ms = 2000,
                                               .flips_per_s_max = 7,
                                               .unsteady_s = 8,
                                               .slow_start_s = 10});
        CHECK(model.ttl_unsteady_s == 9);
        CHECK(model.ttl_steady_max_s == 50);
    }

    TEST_CASE("the longest TTL is that of quiet times, also while answers are short") {
        World world("{" + kTopology + R"(, "services": {"www.example.": {}}})",
                    "www 40 A 203.0.113.10\n");
        world.world.standings.conditions[{health::SubjectKind::Site, "A", {}, {}}].standing =
            health::Standing::Down;
        world.world.compile();
        CHECK(world.roster().model->ttl_steady_max_s == 40);
    }

    TEST_CASE("equal worlds have equal rosters") {
        const World world("{" + kTopology +
                              R"(, "checks": {"web": {"http": {}}, "ping": {"icmp": {}}},
          "zone_defaults": {"example.": {"check": "web"}}})",
                          "a 60 A 203.0.113.10\na 60 A 203.0.113.11\n"
                          "b 60 A 203.0.113.12\nb 60 A 203.0.113.11\n");
        CHECK(*world.roster().model == *world.roster().model);
        CHECK(world.roster().assignments == world.roster().assignments);
        CHECK(world.roster().model->endpoints.size() == 3);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::watch
