#include "control_plane/config/config.hpp"
#include "control_plane/probe/databases_built.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::config {
namespace {

/// What a build without a client library says of a database; it has a test of its own.
bool is_of_unbuilt(std::string_view complaint) {
    return complaint.find("has no client library") != std::string_view::npos;
}

Steering steering_of(std::string_view text) {
    Parsed parsed = parse(text, "etc/signpost.json");
    for (const Complaint& complaint : parsed.complaints)
        if (!is_of_unbuilt(complaint.what)) FAIL_CHECK(to_text(complaint));
    return std::move(parsed.config.steering);
}

/// The only check of a configuration that has nothing else.
Check check_of(const std::string& text) {
    const Steering steering = steering_of("{\"checks\": {\"c\": " + text + "}}");
    REQUIRE(steering.health.checks.size() == 1);
    return steering.health.checks[0];
}

template <class Kind>
Kind kind_of(const std::string& text) {
    return std::get<Kind>(std::get<ProbeKind>(check_of(text).what));
}

/// "line pointer: what" of each complaint.
std::vector<std::string> complaints_of(std::string_view text) {
    std::vector<std::string> lines;
    for (const Complaint& complaint : parse(text, "f").complaints)
        lines.push_back(std::to_string(complaint.place.line) + " " + complaint.what);
    return lines;
}

TEST_SUITE("control_plane/config/checks") {

    TEST_CASE("every kind of probe has its defaults") {
        CHECK(kind_of<IcmpCheck>(R"({"icmp": {}})") == IcmpCheck{});
        CHECK(kind_of<TcpCheck>(R"({"tcp": {"port": 22}})") == TcpCheck{.port = 22});
        CHECK(kind_of<UdpCheck>(R"({"udp": {"port": 123}})") == UdpCheck{.port = 123});
        CHECK(kind_of<TlsCheck>(R"({"tls": {}})") == TlsCheck{});
        CHECK(kind_of<HttpCheck>(R"({"http": {}})") == HttpCheck{});
        CHECK(kind_of<HttpCheck>(R"({"https": {}})") ==
              HttpCheck{.tls = TlsSettings{}, .port = 443});
        CHECK(kind_of<DnsCheck>(R"({"dns": {"name": "A.example."}})") ==
              DnsCheck{.name = "a.example."});
        CHECK(kind_of<DnsCheck>(R"({"dns": {"name": "a.", "rcode": "NXDOMAIN"}})").rcode == 3);
        CHECK(kind_of<ExecCheck>(R"({"exec": {"program": "probe.sh"}})") ==
              ExecCheck{.program = "etc/probe.sh"});
        CHECK(kind_of<PostgresqlCheck>(R"({"postgresql": {"user": "u"}})") ==
              PostgresqlCheck{.database = {.user = "u"}});
        CHECK(kind_of<MysqlCheck>(R"({"mysql": {"user": "u"}})") ==
              MysqlCheck{.database = {.user = "u"}});
        CHECK(kind_of<RedisCheck>(R"({"redis": {}})") == RedisCheck{});
        const Check check = check_of(R"({"icmp": {}})");
        CHECK(check.name == "c");
        CHECK(check.mark.pointer == "/checks/c");
        CHECK(check.timeout_ms == 800);
        CHECK(check.source == Source{});
        CHECK(check.tracker == health::TrackerRules{});
        CHECK(check.targets.empty());
    }

    TEST_CASE("every kind of probe has all of its members") {
        CHECK(kind_of<TcpCheck>(R"({"tcp": {"port": 25, "send": "QUIT\r\n", "expect": "221"}})") ==
              TcpCheck{.port = 25, .send = "QUIT\r\n", .expect = "221"});
        CHECK(kind_of<UdpCheck>(R"({"udp": {"port": 1, "send": "\u0000", "expect": "x"}})") ==
              UdpCheck{.port = 1, .send = std::string(1, '\0'), .expect = "x"});
        CHECK(kind_of<TlsCheck>(R"({"tls": {"port": 636, "name": "ldap.example", "verify": false,
                                   "ca_file": "ca.pem", "certificate_file": "/c.pem",
                                   "key_file": "k.pem", "days_left_min": 14}})") ==
              TlsCheck{.port = 636,
                       .tls = {.is_verified = false,
                               .name = "ldap.example",
                               .ca_file = "etc/ca.pem",
                               .certificate_file = "/c.pem",
                               .key_file = "etc/k.pem",
                               .days_left_min = 14}});
        CHECK(kind_of<HttpCheck>(R"({"https": {"port": 8443, "host": "portal.example",
            "path": "/healthz?a=b", "method": "POST", "headers": {"X-A": "b", "C": ""},
            "status": [200, 204], "contains": "ok", "matches": "^o", "body_bytes_max": 10,
            "redirects_max": 2, "load_header": "X-Load", "certificate_file": "c.pem"}})") ==
              HttpCheck{.tls = TlsSettings{.name = "portal.example",
                                           .certificate_file = "etc/c.pem",
                                           .key_file = "etc/c.pem"},
                        .port = 8443,
                        .host = "portal.example",
                        .path = "/healthz?a=b",
                        .method = "POST",
                        .headers = {{"X-A", "b"}, {"C", ""}},
                        .status = {200, 204},
                        .contains = "ok",
                        .matches = "^o",
                        .body_bytes_max = 10,
                        .redirects_max = 2,
                        .load_header = "X-Load"});
        CHECK(kind_of<HttpCheck>(R"({"https": {"host": "a", "name": "b"}})").tls->name == "b");
        CHECK(kind_of<DnsCheck>(R"({"dns": {"port": 5300, "over_tcp": true, "name": "a.",
            "type": "soa", "rdata": ["a. b. 1 2 3 4 5"], "authoritative": true}})") ==
              DnsCheck{.port = 5300,
                       .over_tcp = true,
                       .name = "a.",
                       .type = 6,
                       .rdata = {"a. b. 1 2 3 4 5"},
                       .must_be_authoritative = true});
        CHECK(kind_of<ExecCheck>(R"({"exec": {"program": "/p", "arguments": ["-v", "-v", ""],
                                    "memory_mb_max": 16, "output_bytes_max": 1}})") ==
              ExecCheck{.program = "/p",
                        .arguments = {"-v", "-v", ""},
                        .memory_mb_max = 16,
                        .output_bytes_max = 1});
        CHECK(kind_of<MysqlCheck>(R"({"mysql": {"port": 1, "user": "u", "password_file": "p",
            "database": "d", "query": "q", "expect": "e", "role": "replica", "lag_max_s": 5}})") ==
              MysqlCheck{.port = 1,
                         .database = {.user = "u",
                                      .database = "d",
                                      .query = "q",
                                      .expect = "e",
                                      .role = DatabaseRole::Replica,
                                      .lag_max_s = 5}});
        CHECK(kind_of<RedisCheck>(R"({"redis": {"command": "GET x", "role": "primary"}})") ==
              RedisCheck{.database = {.query = "GET x", .role = DatabaseRole::Primary}});
    }

    TEST_CASE("rhythm, thresholds, targets and source are read") {
        const Check check = check_of(R"({"icmp": {}, "interval_ms": 2000, "timeout_ms": 300,
            "fall": 3, "fall_of": 5, "rise": 4, "retry_ms": 20, "stale_ms": 5000,
            "when_unknown": "down", "flap": {"half_life_s": 1, "suppress": 0, "reuse": 7},
            "targets": ["192.0.2.1", "192.0.2.2"],
            "source": {"address": "192.0.2.9", "interface": "eth1"}})");
        CHECK(check.timeout_ms == 300);
        CHECK(check.tracker == health::TrackerRules{.fall = 3,
                                                    .fall_of = 5,
                                                    .rise = 4,
                                                    .interval_ms = 2000,
                                                    .retry_ms = 20,
                                                    .stale_ms = 5000,
                                                    .when_unknown = health::WhenUnknown::Down,
                                                    .flap_half_life_s = 1,
                                                    .flap_suppress = 0,
                                                    .flap_reuse = 7});
        CHECK(check.targets.size() == 2);
        CHECK(check.source == Source{.address = parse_address("192.0.2.9"), .interface = "eth1"});
        CHECK(check_of(R"({"icmp": {}, "fall": 5})").tracker.fall_of == 5);
        CHECK(check_of(R"({"icmp": {}, "interval_ms": 5000})").tracker.stale_ms == 50'000);
    }

    /// "2(3 0(4 ))": two of check 3, and of what check 4 is not.
    std::string text_of(const Combination& combination) {
        std::string text = std::to_string(combination.at_least) + "(";
        for (const Combination::Term& term : combination.terms)
            if (const auto* check = std::get_if<std::size_t>(&term.what))
                text += std::to_string(*check) + " ";
            else
                text += text_of(*std::get<std::shared_ptr<const Combination>>(term.what));
        return text + ")";
    }

    TEST_CASE("combinations name checks that stand before or behind them, at any depth") {
        const Steering steering = steering_of(R"({"checks": {
            "all": {"all": ["a", "b"]},
            "any": {"any": ["a", {"not": "b"}]},
            "two": {"at_least": {"count": 2, "of": ["a", "b", {"all": ["all", {"any": ["b"]}]}]}},
            "a": {"icmp": {}, "depend_on": ["b"]}, "b": {"icmp": {}, "targets": ["192.0.2.1"]}}})");
        const auto combination = [&](std::size_t i) {
            return text_of(std::get<Combination>(steering.health.checks.at(i).what));
        };
        const std::size_t a = 3;
        const std::size_t b = 4;
        CHECK(combination(0) == "2(3 4 )");
        CHECK(combination(1) == "1(3 0(4 ))");
        CHECK(combination(2) == "2(3 4 2(0 1(4 )))");
        CHECK(steering.health.checks[a].depends_on == std::vector<std::size_t>{b});
    }

    TEST_CASE("sites, links, services and anchors have checks; policies have a way back") {
        const Steering steering = steering_of(R"({
  "checks": {"ping": {"icmp": {}}, "uplink": {"icmp": {}, "targets": ["192.0.2.1", "192.0.2.2"]}},
  "health": {"anchors": {"check": "ping", "targets": ["192.0.2.3", "2001:db8::3"]},
             "blind_percent": 50, "host_probes_per_s": 7, "reports_listen": ["127.0.0.1:8055"]},
  "sites": {"A": {"check": "ping", "targets": ["192.0.2.4", "192.0.2.5"], "targets_needed": 2,
                  "down_with_links": false}, "B": {}},
  "links": {"l": {"site": "A", "check": "uplink", "targets_needed": 2}, "m": {"site": "A"}},
  "policies": {"p": {"failback": {"hold_s": 60}}, "q": {"failback": "manual"}, "r": {}},
  "services": {"a.": {"check": "ping", "cnames": {"b.": {"link": "l", "probe_at": "192.0.2.6"}}},
               "*.c.": {"check": "uplink"}},
  "zone_defaults": {"d.": {"check": "ping"}},
  "webhooks": ["http://a/b", {"url": "https://c", "headers": {"Authorization": "Bearer x"}}]})");
        const Health& health = steering.health;
        REQUIRE(health.anchors);
        CHECK(health.anchors->targets.size() == 2);
        CHECK(health.anchors->targets_needed == 1);
        CHECK(health.blind_percent == 50);
        CHECK(health.courtesy.host_probes_per_s == 7);
        CHECK(health.reports_listen.size() == 1);
        REQUIRE(steering.sites.at(0).watch);
        CHECK(*steering.sites[0].watch ==
              Watch{.check = 0,
                    .targets = {*parse_address("192.0.2.4"), *parse_address("192.0.2.5")},
                    .targets_needed = 2});
        CHECK_FALSE(steering.sites[0].is_down_with_links);
        CHECK_FALSE(steering.sites.at(1).watch);
        CHECK(steering.sites[1].is_down_with_links);
        CHECK(*steering.links.at(0).watch == Watch{.check = 1, .targets_needed = 2});
        CHECK_FALSE(steering.links.at(1).watch);
        CHECK(steering.policies.at(0).failback == Failback{});
        CHECK(steering.policies.at(1).failback == Failback{.hold_s = 60});
        CHECK(steering.policies.at(2).failback == Failback{.is_manual = true});
        CHECK(steering.services.at(0).check == 0);
        CHECK(steering.services[0].cnames.at(0).probe_at == parse_address("192.0.2.6"));
        CHECK(steering.services.at(1).check == 1);
        CHECK(steering.zone_defaults.at(0).check == 0);
        REQUIRE(health.webhooks.size() == 2);
        CHECK(health.webhooks[0] == Webhook{.url = "http://a/b", .name = "/webhooks/0"});
        CHECK(health.webhooks[1].headers.at(0).second == "Bearer x");
    }

    TEST_CASE("the journal and where it lies are options") {
        const Parsed parsed = parse(R"({"server": {"state": "../state/"},
            "journal": {"days": 400, "days_min": 400, "size_mb": 1}})",
                                    "etc/signpost.json");
        CHECK(parsed.complaints.empty());
        CHECK(parsed.config.state == "state");
        CHECK(parsed.config.journal == journal::Retention{400, 400, 1});
        CHECK(Config().state == "/var/lib/signpost");
    }

    TEST_CASE("a kind that the build has no client library for is refused") {
        struct Row {
            bool is_built;
            std::string kind;
            std::string settings;
        };
        const Row kRows[] = {
            {probe::kHasPostgresql, "postgresql", R"({"user": "u"})"},
            {probe::kHasMysql, "mysql", R"({"user": "u"})"},
            {probe::kHasRedis, "redis", "{}"},
        };
        for (const Row& row : kRows) {
            CAPTURE(row.kind);
            const std::vector<std::string> complaints =
                complaints_of(R"({"checks":{"c":{")" + row.kind + "\":" + row.settings + "}}}");
            const std::vector<std::string> refusal{
                "1 /checks/c/" + row.kind +
                ": this build of signpostd has no client library for it; build it with that "
                "library, or check a port with \"tcp\""};
            CHECK(complaints == (row.is_built ? std::vector<std::string>() : refusal));
        }
    }

    TEST_CASE("what cannot be meant is refused") {
        struct Row {
            std::string why;
            std::string text; ///< Of /checks, without its brackets.
            std::string complaint;
        };
        // clang-format off
        const std::vector<Row> rows{
            {"no kind", R"("c":{"interval_ms":100})",
             "1 /checks/c: needs one of icmp, tcp, udp, tls, http, https, dns, exec, report, postgresql, mysql, redis, "
             "all, any, at_least, not"},
            {"two kinds", R"("c":{"icmp":{},
"tcp":{"port":1}})",
             "2 /checks/c/tcp: cannot stand beside \"icmp\": there can be only one of icmp, tcp, udp, tls, http, "
             "https, dns, exec, report, postgresql, mysql, redis, all, any, at_least, not"},
            {"a probe and a combination", R"("c":{"icmp":{},
"not":"d"},"d":{"icmp":{}})",
             "2 /checks/c/not: cannot stand beside \"icmp\": there can be only one of icmp, tcp, udp, tls, http, "
             "https, dns, exec, report, postgresql, mysql, redis, all, any, at_least, not"},
            {"an unknown check", R"("gateway":{"icmp":{}},
"c":{"all":["gatway"]})",
             "2 /checks/c/all/0: there is no check \"gatway\"; did you mean \"gateway\"?"},
            {"an unknown check, deeper", R"("gateway":{"icmp":{}},
"c":{"not":{"any":["gateway",
"Gateway"]}})",
             "3 /checks/c/not/any/1: there is no check \"Gateway\"; did you mean \"gateway\"?"},
            {"a term of two kinds", R"("d":{"icmp":{}},"c":{"all":[{"all":["d"],"any":["d"]}]})",
             "1 /checks/c/all/0/any: cannot stand beside \"all\": there can be only one of all, any, at_least, not"},
            {"a term of another type", R"("c":{"not":7})",
             "1 /checks/c/not: must be a text or an object, not a whole number"},
            {"nothing to combine", R"("c":{"all":[]})", "1 /checks/c/all: must list 1 to 64, not 0"},
            {"more than there are", R"("d":{"icmp":{}},
"c":{"at_least":{"count":2,"of":["d"]}})",
             "2 /checks/c/at_least/count: must be at most 1, as there are no more terms, not 2"},
            {"at least none", R"("d":{"icmp":{}},"c":{"at_least":{"count":0,"of":["d"]}})",
             "1 /checks/c/at_least/count: must be 1 to 64, not 0"},
            {"a combination with an interval", R"("d":{"icmp":{}},
"c":{"all":["d"],"interval_ms":100})",
             "2 /checks/c/interval_ms: is for checks that ask somebody; a combination has none of its own, so give it "
             "to the checks that it combines"},
            {"itself", R"("c":{"all":["c"]})",
             "1 /checks/c: leads back to itself: c -> c; take one of these steps out"},
            {"a circle", R"("d":{"icmp":{}},
"a":{"all":["d","b"]},"b":{"not":{"any":["c"]}},"c":{"all":["a"]})",
             "2 /checks/a: leads back to itself: a -> b -> c -> a; take one of these steps out"},
            {"a circle of dependence", R"("a":{"icmp":{},"targets":["192.0.2.1"],"depend_on":["b"]},
"b":{"all":["a"]})",
             "1 /checks/a: leads back to itself: a -> b -> a; take one of these steps out"},
            {"to depend on who asks nobody", R"("a":{"icmp":{},
"depend_on":["b"]},"b":{"any":["c","d"]},"c":{"icmp":{},"targets":["192.0.2.1"]},"d":{"icmp":{}})",
             "2 /checks/a/depend_on/0: check \"b\" has no targets of its own, so there is nobody whom it asks here; "
             "give it \"targets\""},
            {"more failures than observations", R"("c":{"icmp":{},"fall":3,
"fall_of":2})",
             "2 /checks/c/fall_of: must be at least fall, which is 3: so many failures never fit into fewer "
             "observations"},
            {"stale before it can be known", R"("c":{"icmp":{},"interval_ms":1000,
"timeout_ms":60000})",
             "2 /checks/c/timeout_ms: an answer may take 61000 milliseconds (interval_ms and timeout_ms), but a "
             "verdict is stale after 10000; give a larger stale_ms or a smaller timeout_ms"},
            {"stale when it is asked half as often", R"("c":{"http":{"load_header":"X-Load"},"interval_ms":2000,
"stale_ms":4000})",
             "2 /checks/c/stale_ms: an answer may take 4800 milliseconds (twice interval_ms, as with a high load, and "
             "timeout_ms), but a verdict is stale after 4000; give a larger stale_ms or a smaller timeout_ms"},
            {"stale at once", R"("c":{"icmp":{},
"stale_ms":1000})",
             "2 /checks/c/stale_ms: an answer may take 1800 milliseconds (interval_ms and timeout_ms), but a verdict "
             "is stale after 1000; give a larger stale_ms or a smaller timeout_ms"},
            {"a penalty that is never forgiven", R"("c":{"icmp":{},"flap":{"suppress":750}})",
             "1 /checks/c/flap: reuse is 750, but must be less than suppress, which is 750"},
            {"data of another type", R"("c":{"dns":{"name":"a.","rdata":["192.0.2.1",
"2001:db8::1"]}})",
             "2 /checks/c/dns/rdata/1: must be data as a zone file has it, of the type that is asked for: this is no IPv4 "
             "address; it looks like 192.0.2.1, near \"2001:db8::1\""},
            {"targets of another family", R"("c":{"icmp":{},"source":{"address":"192.0.2.9"},"targets":["192.0.2.1",
"2001:db8::1"]})",
             "2 /checks/c/targets/1: 2001:db8::1 cannot be asked from 192.0.2.9, the source of check \"c\": they are "
             "of different families"},
            {"no status code", R"("c":{"http":{"status":[200,99]}})",
             "1 /checks/c/http/status/1: must be 100 to 599, not 99"},
            {"a key without a certificate", R"("c":{"tls":{
"key_file":"k.pem"}})",
             "2 /checks/c/tls/key_file: is the key of a certificate, which is missing; add \"certificate_file\""},
            {"what comes back from nothing", R"("c":{"redis":{"expect":"1"}})",
             "1 /checks/c/redis/expect: is what must come back, but nothing is asked; add \"command\", or leave this "
             "out"},
            {"a primary that is behind", R"("c":{"redis":{"role":"primary","lag_max_s":1}})",
             "1 /checks/c/redis/lag_max_s: is for replicas, and role is primary; leave one of the two out"},
            {"a report that nobody hears", R"("c":{"report":{"token_file":"t"}})",
             "1 /checks/c/report: nobody can report, as /health/reports_listen is empty; give it an address and port"},
            {"a body where there is none", R"("c":{"http":{"method":"HEAD",
"matches":"ok"}})",
             "2 /checks/c/http/matches: looks at a body, but an answer to HEAD has none; ask with GET, or leave this "
             "out"},
            {"a word where there is none", R"("c":{"http":{"method":"HEAD",
"contains":"ok"}})",
             "2 /checks/c/http/contains: looks at a body, but an answer to HEAD has none; ask with GET, or leave this "
             "out"},
            {"more than is looked at", R"("c":{"http":{"body_bytes_max":2,
"contains":"abc"}})",
             "2 /checks/c/http/contains: has 3 octets, but only 2 of the body are looked at; give a larger "
             "body_bytes_max"},
            {"data of what does not exist", R"("c":{"dns":{"name":"a.","rcode":"NXDOMAIN",
"rdata":["192.0.2.1"]}})",
             "2 /checks/c/dns/rdata: must be among the answers, but with rcode NXDOMAIN there are none; leave one of "
             "the two out"},
            {"a way to ask whom nobody asks", R"("c":{"report":{"token_file":"t"},
"source":{"interface":"eth1"}}},"health":{"reports_listen":["127.0.0.1:8055"])",
             "2 /checks/c/source: is for checks that ask somebody; who is checked reports by itself, so leave this "
             "out"},
            {"no interface", R"("c":{"icmp":{},"source":{"interface":"abcdefghijklmnop"}})",
             "1 /checks/c/source/interface: must be a network interface, such as \"eth1\": 1 to 15 characters, not "
             "\"abcdefghijklmnop\""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            std::vector<std::string> complaints = complaints_of("{\"checks\":{" + row.text + "}}");
            std::erase_if(complaints, is_of_unbuilt);
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0] == row.complaint);
        }
    }

    TEST_CASE("a site, link or anchor asks somebody, and can be up") {
        struct Row {
            std::string why;
            std::string link; ///< Members of a link.
            std::string complaint;
        };
        constexpr std::string_view kChecks = R"({"checks":{"ping":{"icmp":{}},"v4":{"icmp":{},
"source":{"address":"192.0.2.9"}},"own":{"icmp":{},"targets":["192.0.2.1"]},"mix":{"all":["own","v4"]}},"sites":{"A":{}},
"links":{"l":{"site":"A")";
        // clang-format off
        const std::vector<Row> rows{
            {"nobody to ask", R"("check":"ping")",
             "3 /links/l/check: check \"ping\" has no targets of its own; add \"targets\" here, to tell whom it asks"},
            {"nobody to ask for one term", R"("check":"mix")",
             "3 /links/l/check: check \"mix\" has no targets of its own; add \"targets\" here, to tell whom it asks"},
            {"targets twice", R"("check":"own","targets":["192.0.2.2"])",
             "3 /links/l/targets: are never asked, as check \"own\" has targets of its own; leave one of the two out"},
            {"targets without a check", R"("targets":["192.0.2.2"])",
             "3 /links/l/targets: is for a check, which is missing; add \"check\", or leave this out"},
            {"more than there are", R"("check":"ping","targets":["192.0.2.2"],"targets_needed":2)",
             "3 /links/l/targets_needed: must be at most 1, as there are no more targets, not 2"},
            {"more than the check has", R"("check":"own","targets_needed":2)",
             "3 /links/l/targets_needed: must be at most 1, as there are no more targets, not 2"},
            {"another family than a term's source", R"("check":"mix","targets":["2001:db8::1"])",
             "3 /links/l/targets/0: 2001:db8::1 cannot be asked from 192.0.2.9, the source of check \"v4\": they are "
             "of different families"},
            {"an unknown check", R"("check":"pong")",
             "3 /links/l/check: there is no check \"pong\"; did you mean \"ping\"?"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const std::vector<std::string> complaints =
                complaints_of(std::string(kChecks) + "," + row.link + "}}}");
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0] == row.complaint);
        }
        CHECK(complaints_of(
                  R"({"checks":{"ping":{"icmp":{}}},"health":{"anchors":{"check":"ping"}}})")
                  .size() == 1);
    }

    TEST_CASE("services name checks that can ask their addresses") {
        CHECK(complaints_of(R"({"checks":{"v6":{"icmp":{},"source":{"address":"2001:db8::1"}}},
"services":{"a.":{"check":"V6"},
"b.":{"check":"v6","probe_at":{"2001:db8::5":"10.0.0.1"}},
"c.":{"check":"v6","cnames":{"d.":{"site":"A","probe_at":"10.0.0.1"}}}},"sites":{"A":{}}})") ==
              std::vector<std::string>{
                  "2 /services/a./check: there is no check \"V6\"; did you mean \"v6\"?",
                  "3 /services/b./probe_at/2001:db8::5: 10.0.0.1 cannot be asked from 2001:db8::1, "
                  "the source of check \"v6\": they are of different families",
                  "4 /services/c./cnames/d./probe_at: 10.0.0.1 cannot be asked from 2001:db8::1, "
                  "the source of check \"v6\": they are of different families"});
    }

    TEST_CASE("checks that ask too much, or through too many, are refused once") {
        std::string chain = R"("c0":{"icmp":{}})";
        for (int i = 1; i <= 17; ++i)
            chain +=
                ",\n\"c" + std::to_string(i) + "\":{\"not\":\"c" + std::to_string(i - 1) + "\"}";
        CHECK(complaints_of("{\"checks\":{" + chain + "}}") ==
              std::vector<std::string>{
                  "17 /checks/c16: leads through 17 checks, one naming the other; 16 is the most"});
        std::string doubled = R"("c0":{"icmp":{}})";
        for (int i = 1; i <= 10; ++i) {
            const std::string before = "\"c" + std::to_string(i - 1) + "\"";
            doubled +=
                ",\n\"c" + std::to_string(i) + "\":{\"all\":[" + before + "," + before + "]}";
        }
        CHECK(
            complaints_of("{\"checks\":{" + doubled + "}}") ==
            std::vector<std::string>{"11 /checks/c10: asks 1024 times for one answer; 1000 is the "
                                     "most, so combine less"});
    }

    TEST_CASE("a journal that must keep more than it keeps is refused") {
        CHECK(complaints_of(R"({"journal":{"days":100,
"days_min":101}})") ==
              std::vector<std::string>{
                  "2 /journal/days_min: days_min is 101, but days is 100: what must stay would be "
                  "forgotten; give days_min at most days"});
        CHECK(complaints_of(R"({"journal":{"days":100}})").size() == 1);
    }

    TEST_CASE("there are only so many ways back") {
        std::string text;
        for (int i = 1; i <= 32; ++i)
            text += (i == 1 ? "\"p" : ",\n\"p") + std::to_string(i) +
                    "\":{\"failback\":{\"hold_s\":" + std::to_string(i) + "}}";
        CHECK(
            complaints_of("{\"policies\":{" + text + "}}") ==
            std::vector<std::string>{"32 /policies/p32/failback: is one too many: there can be 31 "
                                     "different ones; let policies share some"});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
