#include "control_plane/config/config.hpp"
#include "control_plane/config/steering.hpp"
#include "core/wire/presentation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace signpost::config {
namespace {

Steering steering_of(std::string_view text) {
    Parsed parsed = parse(text, "etc/signpost.json");
    for (const Complaint& complaint : parsed.complaints)
        FAIL_CHECK(to_text(complaint));
    return std::move(parsed.config.steering);
}

/// "line pointer: what" of each complaint; a warning says so in front.
std::vector<std::string> complaints_of(std::string_view text) {
    std::vector<std::string> lines;
    for (const Complaint& complaint : parse(text, "f").complaints)
        lines.push_back((complaint.severity == Severity::Warning ? "warning " : "") +
                        std::to_string(complaint.place.line) + " " + complaint.what);
    return lines;
}

const Policy& policy_named(const Steering& steering, std::string_view name) {
    const auto found = std::ranges::find(steering.policies, name, &Policy::name);
    REQUIRE(found != steering.policies.end());
    return *found;
}

// Line 1 on: what the rows below add their mistakes to.
constexpr std::string_view kTopology =
    R"({ "sites": {"A": {"region": "shanghai"}, "B": {}}, "links": {"a-telecom": {"site": "A", "isp": "telecom", "prefixes": ["203.0.113.0/26"]}},
)";

TEST_SUITE("control_plane/config/steering") {

    TEST_CASE("the example of the design is read") {
        const Steering steering = steering_of(R"({
  "server":  { "listen": ["0.0.0.0:53", "[::]:53"], "identity": "ns1.ybj.example",
               "diagnostics_from": ["127.0.0.0/8", "::1/128"] },
  "clients": { "maps": ["geoip/isp-cn.mmdb", "geoip/country.mmdb"],   // later maps fill in
               "overrides": "geoip/overrides.csv" },                  // beats every map
  "sites":   { "A": {}, "B": {} },
  "links":   {
    "a-telecom": { "site": "A", "isp": "telecom", "prefixes": ["203.0.113.0/26", "2001:db8:a1::/48"],
                   "capacity_mbps": 1000 },
    "b-unicom":  { "site": "B", "isp": "unicom",  "prefixes": ["198.51.100.64/26"] } },
  "policies": {
    "nearest": { "rank": ["same-isp", "same-region", "site-order"], "sites": ["A", "B"],
                 "answers_max": 1, "pick": "weighted", "when_none_up": "serve-all" } },
  "services": {
    "portal.ybj.example.": { "policy": "nearest", "ttl_s": 15 }
  }
})");
        REQUIRE(steering.clients.maps.size() == 2);
        CHECK(steering.clients.maps[1].file == "etc/geoip/country.mmdb");
        CHECK(steering.clients.maps[1].isp == "isp");
        CHECK(steering.clients.overrides == "etc/geoip/overrides.csv");
        REQUIRE(steering.links.size() == 2);
        CHECK(steering.links[1].site == 1);
        CHECK(steering.links[0].capacity_mbps == 1000);
        CHECK(to_text(steering.links[0].prefixes.at(1)) == "2001:db8:a1::/48");
        REQUIRE(steering.policies.size() == 2);
        CHECK(steering.policies[0].name == "default");
        const steer::Policy& nearest = policy_named(steering, "nearest").policy;
        CHECK(nearest.pick == steer::Pick::Weighted);
        CHECK(nearest.answers_max == 1);
        CHECK(nearest.rules.size() == 3);
        REQUIRE(steering.services.size() == 1);
        CHECK(steering.services[0].policy == 1);
        CHECK(steering.services[0].ttl_s == 15);
        CHECK(steering.services[0].mark.pointer == "/services/portal.ybj.example.");
        CHECK(steering.services[0].mark.place.line == 15);
    }

    TEST_CASE("without a word about it there is the default policy, and nothing else") {
        const Steering steering = steering_of("{\"sites\": {\"B\": {}, \"A\": {}}}");
        REQUIRE(steering.policies.size() == 1);
        const steer::Policy& policy = steering.policies[0].policy;
        REQUIRE(policy.rules.size() == 3);
        CHECK(std::holds_alternative<steer::SameIsp>(policy.rules[0]));
        CHECK(std::holds_alternative<steer::SameRegion>(policy.rules[1]));
        CHECK(std::get<steer::SiteOrder>(policy.rules[2]).sites ==
              std::vector<steer::SiteNumber>{0, 1});
        CHECK(policy.pick == steer::Pick::All);
        CHECK(policy.when_none_up == steer::WhenNoneUp::ServeAll);
        CHECK(steering.services.empty());
    }

    TEST_CASE("the operator's own default is the first, wherever it stands") {
        const Steering steering = steering_of(R"({"policies": {
            "other": {"pick": "sticky"}, "default": {"rank": [], "pick": "rotate"}},
            "services": {"a.example.": {}, "b.example.": {"policy": "other"}}})");
        REQUIRE(steering.policies.size() == 2);
        CHECK(steering.policies[0].policy.pick == steer::Pick::Rotate);
        CHECK(steering.policies[0].policy.rules.empty());
        CHECK(steering.services.at(0).policy == 0);
        CHECK(steering.services.at(1).policy == 1);
    }

    TEST_CASE("every rule finds what it needs") {
        const Steering steering = steering_of(R"({
  "sites": {"A": {"latitude": 31.2, "longitude": 121}, "B": {}},
  "links": {"a1": {"site": "A"}, "b1": {"site": "B"}, "a2": {"site": "A"}},
  "policies": {"p": {"rank": ["tag", "isp-table", "nearest", "load", "family-parity",
                              "same-country", "site-order"], "sites": ["B"],
               "isp_table": {"telecom/shanghai": ["a2", "A"], "*/country:CN": ["B"], "*": ["b1"]}}}})");
        const Policy& policy = policy_named(steering, "p");
        const std::vector<steer::Rule>& rules = policy.policy.rules;
        REQUIRE(rules.size() == 7);
        CHECK(std::holds_alternative<steer::SharedTag>(rules[0]));
        CHECK(std::get<steer::IspTable>(rules[1]).lines.empty());
        const auto& sites = std::get<steer::Nearest>(rules[2]).sites;
        REQUIRE(sites.size() == 2);
        CHECK(sites[0] == geo::Coordinates{.latitude = 31.2, .longitude = 121});
        CHECK_FALSE(sites[1]);
        CHECK(std::holds_alternative<steer::Load>(rules[3]));
        CHECK(std::holds_alternative<steer::FamilyParity>(rules[4]));
        CHECK(std::holds_alternative<steer::SameCountry>(rules[5]));
        CHECK(std::get<steer::SiteOrder>(rules[6]).sites == std::vector<steer::SiteNumber>{1});
        REQUIRE(policy.isp_table.size() == 3);
        CHECK(policy.isp_table[0].isp == "telecom");
        CHECK(policy.isp_table[0].region == "shanghai");
        CHECK(policy.isp_table[0].links == std::vector<steer::LinkNumber>{2, 0});
        CHECK(policy.isp_table[1].isp.empty());
        CHECK(policy.isp_table[1].country == "CN");
        CHECK(policy.isp_table[1].links == std::vector<steer::LinkNumber>{1});
        CHECK(policy.isp_table[2].country.empty());
    }

    TEST_CASE("a service has all of its members; patterns and zones have some") {
        const Steering steering = steering_of(R"({
  "sites": {"A": {}}, "links": {"a1": {"site": "A"}},
  "policies": {"p": {"when_none_up": "fallback"}},
  "services": {
    "Portal.YBJ.example.": {"policy": "p", "weights": {"203.0.113.10": 0},
      "probe_at": {"203.0.113.10": "10.1.0.10"}, "fallback": ["203.0.113.99"],
      "cnames": {"Portal.cdn.example.": {"link": "a1"}, "x.example.": {"site": "A"}},
      "views": {"bank": ["10.1.2.3", "fd00::1"]}, "only_for": ["bank", "gov"]},
    "*.ybj.example.": {"ttl_s": 0, "only_for": ["bank"]}},
  "zone_defaults": {"ybj.example.": {"ttl_s": 86400}}})");
        REQUIRE(steering.services.size() == 2);
        const Service& service = steering.services[0];
        CHECK(service.name == "portal.ybj.example.");
        CHECK(service.mark.pointer == "/services/Portal.YBJ.example.");
        CHECK(service.weights.at(0).value == 0);
        CHECK(to_text(service.probe_at.at(0).value) == "10.1.0.10");
        CHECK(to_text(service.fallback.at(0)) == "203.0.113.99");
        REQUIRE(service.cnames.size() == 2);
        CHECK(service.cnames[0].text == "portal.cdn.example.");
        CHECK(wire::name_to_text(service.cnames[0].target.octets()) == "portal.cdn.example.");
        CHECK(service.cnames[0].link == 0);
        CHECK_FALSE(service.cnames[0].site);
        CHECK(service.cnames[1].site == 0);
        CHECK(service.views.at(0).tag == "bank");
        CHECK(service.views[0].addresses.size() == 2);
        CHECK(service.only_for == std::vector<std::string>{"bank", "gov"});
        CHECK_FALSE(service.ttl_s);
        CHECK(steering.services[1].name == "*.ybj.example.");
        CHECK(steering.services[1].ttl_s == 0);
        REQUIRE(steering.zone_defaults.size() == 1);
        CHECK(steering.zone_defaults[0].name == "ybj.example.");
        CHECK(steering.zone_defaults[0].mark.pointer == "/zone_defaults/ybj.example.");
    }

    TEST_CASE("networks and maps are read") {
        const Steering steering = steering_of(R"({
  "clients": {"maps": ["/m/a.csv", {"file": "b.mmdb", "isp": "", "country": "country/iso_code"}]},
  "networks": {"bank": ["10.0.0.0/8", "fd00::/8"]},
  "sites": {"A": {}, "B": {}}, "links": {"l": {"site": "A", "tags": ["bank"]}, "m": {"site": "B"}}})");
        CHECK(steering.clients.maps.at(0).file == "/m/a.csv");
        CHECK(steering.clients.maps.at(1).file == "etc/b.mmdb");
        CHECK(steering.clients.maps[1].isp.empty());
        CHECK(steering.clients.maps[1].region == "region");
        CHECK(steering.clients.maps[1].country == "country/iso_code");
        REQUIRE(steering.networks.size() == 1);
        CHECK(steering.networks[0].prefixes.size() == 2);
        CHECK(steering.links.at(0).tags == std::vector<std::string>{"bank"});
    }

    TEST_CASE("a reference to what there is not is told with the name probably meant") {
        const std::string topology(kTopology);
        CHECK(complaints_of(topology +
                            R"("policies": {"p": {"sites": ["A", "b"]}, "q": {"rank": ["isp-table"],
"isp_table": {"*": ["a-telekom"]}}},
"services": {"a.": {"policy": "P"}, "b.": {"cnames": {"c.": {"site": "C"}, "d.": {"link": "x"}}}} })") ==
              std::vector<std::string>{
                  "2 /policies/p/sites/1: there is no site \"b\"; did you mean \"B\"?",
                  "3 /policies/q/isp_table/*/0: there is no link or site \"a-telekom\"; did you "
                  "mean \"a-telecom\"?",
                  "4 /services/a./policy: there is no policy \"P\"; did you mean \"p\"?",
                  "4 /services/b./cnames/c./site: there is no site \"C\"; known here: A, B",
                  "4 /services/b./cnames/d./link: there is no link \"x\"; known here: a-telecom"});
        CHECK(complaints_of(R"({"links": {"l": {"site": "A"}}})") ==
              std::vector<std::string>{"1 /links/l/site: there is no site \"A\"; /sites has none"});
    }

    TEST_CASE("what two values have to do with each other is checked") {
        struct Row {
            std::string why;
            std::string text; ///< Follows kTopology, so it begins in line 2.
            std::string complaint;
        };
        // clang-format off
        const std::vector<Row> rows{
            {"isp-table without its table", R"("policies":{"p":{"rank":["isp-table"]}})",
             "2 /policies/p: needs a member \"isp_table\", as rank has isp-table"},
            {"a table without its rule", R"("policies":{"p":{
"isp_table":{"*":["A"]}}})",
             "3 /policies/p/isp_table: is for the rule isp-table, which rank does not have; add it there, or leave "
             "this out"},
            {"an order of sites without its rule", R"("policies":{"p":{"rank":["tag"],"sites":["A"]}})",
             "2 /policies/p/sites: is for the rule site-order, which rank does not have; add it there, or leave "
             "this out"},
            {"nearest without coordinates", R"("policies":{"p":{"rank":["nearest"]}})",
             "warning 2 /policies/p: rank has nearest, but no site has latitude and longitude: it tells nothing apart"},
            {"a name of both kinds", R"("policies":{"p":{"rank":["isp-table"],"isp_table":{"*":["both"]}}},
"sites":{"both":{}},"links":{"both":{"site":"both"}})",
             "1 /policies/p/isp_table/*/0: \"both\" is both a link and a site; give one of them another name"},
            {"a target that belongs nowhere", R"("services":{"a.":{"cnames":{"b.":{}}}})",
             "2 /services/a./cnames/b.: needs either \"link\" or \"site\", to tell where the target belongs"},
            {"a target that belongs to two", R"("services":{"a.":{"cnames":{"b.":{"link":"a-telecom","site":"A"}}}})",
             "2 /services/a./cnames/b.: needs either \"link\" or \"site\", to tell where the target belongs"},
            {"no fallback to give", R"("policies":{"p":{"when_none_up":"fallback"}},
"services":{"a.":{"policy":"p"}})",
             "warning 3 /services/a.: has no \"fallback\" to give when nothing is up, as policy \"p\" says; name one, "
             "or use a policy with another when_none_up"},
            {"a fallback that is never given", R"("services":{"a.":{"fallback":["192.0.2.1"]}})",
             "warning 2 /services/a./fallback: is never given: policy \"default\" has another when_none_up than "
             "fallback"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const bool has_topology = row.text.find("\"sites\":{\"both\"") == std::string::npos;
            const std::vector<std::string> complaints =
                complaints_of((has_topology ? std::string(kTopology) : "{") + row.text + "}");
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0] == row.complaint);
        }
    }

    TEST_CASE("what would be taken for something else is refused") {
        struct Row {
            std::string text;
            std::string complaint;
        };
        const Row rows[] = {
            {R"({"services": {"\\*.x.": {"weights": {"192.0.2.1": 2}}}})",
             "is a pattern with an escaped asterisk; write \"*.x.\""},
            {R"({"services": {"\\042.x.": {}}})",
             "is a pattern with an escaped asterisk; write \"*.x.\""},
            {R"({"sites": {"A": {}}, "links": {"other": {"site": "A"}}})",
             "is the link of all addresses that are on no other; give this one another name"},
            {R"({"sites": {"other": {}}})",
             "is the site of all addresses that are at no other; give this one another name"},
            {R"({"sites": {"A": {}},
                 "links": {"l": {"site": "A", "prefixes": ["::ffff:203.0.113.0/122"]}}})",
             "is a network of IPv4 in the form of IPv6; write \"203.0.113.0/26\""},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            const std::vector<std::string> complaints = complaints_of(row.text);
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0].ends_with(": " + row.complaint));
        }
    }

    TEST_CASE("sites and links contradict neither themselves nor each other") {
        CHECK(
            complaints_of(R"({"sites": {"A": {"latitude": 1},
"B": {"longitude": 1}},
"links": {"l": {"site": "A", "prefixes": ["10.0.0.0/8", "fd00::/8"]},
"m": {"site": "A", "prefixes": ["10.0.0.0/9", "10.0.0.0/8",
"10.0.0.0/8"]}}})") ==
            std::vector<std::string>{
                "1 /sites/A/latitude: latitude and longitude stand together; the other is missing",
                "2 /sites/B/longitude: latitude and longitude stand together; the other is "
                "missing",
                "4 /links/m/prefixes/1: \"10.0.0.0/8\" belongs to link \"l\" already, in line 3",
                "5 /links/m/prefixes/2: \"10.0.0.0/8\" stands twice in this list",
                "5 /links/m/prefixes/2: \"10.0.0.0/8\" belongs to link \"l\" already, in line 3"});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
