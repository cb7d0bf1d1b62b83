#include "control_plane/config/config.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::config {
namespace {

std::vector<std::string> complaints_of(std::string_view text) {
    std::vector<std::string> lines;
    for (const Complaint& complaint : parse(text, "etc/signpost.json").complaints)
        lines.push_back(to_text(complaint));
    return lines;
}

TEST_SUITE("control_plane/config/config") {

    TEST_CASE("what the file leaves out has its default") {
        for (const std::string text : {"{}", R"({"server": {}})", "// nothing\n{ /* yet */ }"}) {
            CAPTURE(text);
            const Parsed parsed = parse(text, "/etc/signpost/signpost.json");
            CHECK(parsed.complaints.empty());
            CHECK(parsed.config.listen.size() == 2);
            CHECK(to_text(parsed.config.listen[0]) == "0.0.0.0:53");
            CHECK(to_text(parsed.config.listen[1]) == "[::]:53");
            CHECK(parsed.config.zones == "/etc/signpost/zones");
            CHECK(parsed.config.control == "/run/signpost/control.sock");
            CHECK(parsed.config.cookie_secret_file.empty());
            CHECK(parsed.config.settings.udp_payload_max == 1232);
        }
    }

    TEST_CASE("a full configuration is read into its fields") {
        const Parsed parsed = parse(R"({
          "server": { // comments are allowed
            "listen": ["192.0.2.1:53", "[2001:db8::1]:5353"], "zones": "../z/", "user": "nobody",
            "control": "run/control.sock", "identity": "ns1.ybj.example", "tell_version": false,
            "diagnostics_from": [], "udp_workers": 3, "pin_workers": true, "udp_payload_max": 512,
            "tcp": { "idle_ms": 500 },
            "cookies": { "required": true, "secret_file": "/run/secrets/cookie" },
            "rate_limit": { "enabled": false, "responses_per_s": 7, "exempt": ["10.0.0.0/8"] } } })",
                                    "etc/signpost.json");
        CHECK(parsed.complaints.empty());
        const Config& config = parsed.config;
        CHECK(to_text(config.listen.at(1)) == "[2001:db8::1]:5353");
        CHECK(config.zones == "z");
        CHECK(config.user == "nobody");
        CHECK(config.control == "etc/run/control.sock");
        CHECK_FALSE(config.tell_version);
        CHECK(config.udp_workers == 3);
        CHECK(config.pin_workers);
        CHECK(config.tcp.idle_ms == 500);
        CHECK(config.cookie_secret_file == "/run/secrets/cookie");
        CHECK(config.settings.identity == "ns1.ybj.example");
        CHECK(config.settings.diagnostics_from.empty());
        CHECK(config.settings.udp_payload_max == 512);
        CHECK(config.settings.cookies.required);
        CHECK_FALSE(config.settings.rate_limit.enabled);
        CHECK(config.settings.rate_limit.responses_per_s == 7);
        CHECK(to_text(config.settings.rate_limit.exempt.at(0)) == "10.0.0.0/8");
    }

    TEST_CASE("all mistakes are told at once, each with its place, in the order of the text") {
        CHECK(complaints_of(R"({
  "server": {
    "listen": ["nowhere", "192.0.2.1:53", 7, "192.0.2.1:53"],
    "udp_worker": 1,
    "identity": true,
    "tcp": [],
    "rate_limit": { "slip": 11, "slip": 2, "responses_per_s": 1.5 },
    "unlike_anything": { "a": 1 }
  },
  "sites/A": {}
})") == std::vector<std::string>{
            "etc/signpost.json:3:16: /server/listen/0: must be an address with a port above "
            "0, such as \"192.0.2.1:53\" or \"[2001:db8::1]:53\", not \"nowhere\"",
            "etc/signpost.json:3:43: /server/listen/2: must be a text, not a whole number",
            "etc/signpost.json:3:46: /server/listen/3: \"192.0.2.1:53\" stands twice in "
            "this list",
            "etc/signpost.json:4:5: /server/udp_worker: unknown key; did you mean "
            "\"udp_workers\"?",
            "etc/signpost.json:5:17: /server/identity: must be a text, not true or false",
            "etc/signpost.json:6:12: /server/tcp: must be an object, not a list",
            "etc/signpost.json:7:29: /server/rate_limit/slip: must be 0 to 10, not 11",
            "etc/signpost.json:7:33: /server/rate_limit/slip: stands twice; the first is in "
            "line 7",
            "etc/signpost.json:7:63: /server/rate_limit/responses_per_s: must be a whole "
            "number, not a number",
            "etc/signpost.json:8:5: /server/unlike_anything: unknown key; known here: "
            "listen, zones, user, control, state, identity, tell_version, diagnostics_from, "
            "udp_workers, pin_workers, reuseport_by_cpu, udp_payload_max, "
            "socket_buffer_bytes, tcp, cookies, rate_limit",
            "etc/signpost.json:10:3: /sites~1A: unknown key; known here: server, clients, "
            "health, journal, networks, checks, sites, links, policies, services, "
            "zone_defaults, webhooks"});
    }

    TEST_CASE("a value that its option does not take is refused") {
        struct Row {
            std::string why;
            std::string text;
            std::string complaint;
        };
        // clang-format off
        const std::vector<Row> rows{
            {"below the range", R"({"server":{"udp_payload_max":511}})",
             "/server/udp_payload_max: must be 512 to 4096 octets, not 511"},
            {"above 64 bits", R"({"server":{"udp_workers":99999999999999999999}})",
             "/server/udp_workers: must be a whole number, not a number"},
            {"negative", R"({"server":{"udp_workers":-1}})",
             "/server/udp_workers: must be 0 to 100, not -1"},
            {"an empty list", R"({"server":{"listen":[]}})",
             "/server/listen: must list 1 to 64, not 0"},
            {"a text too long", R"({"server":{"user":")" + std::string(33, 'u') + R"("}})",
             "/server/user: must have 0 to 32 octets, not 33"},
            {"a control character", R"({"server":{"identity":"a\nb"}})",
             "/server/identity: must not hold control characters"},
            {"bits past the length of a network", R"({"server":{"diagnostics_from":["10.1.0.0/8"]}})",
             "/server/diagnostics_from/0: must be a network, such as \"192.0.2.0/24\", with no bits "
             "set past its length, not \"10.1.0.0/8\""},
            {"port 0", R"({"server":{"listen":["192.0.2.1:0"]}})",
             "/server/listen/0: must be an address with a port above 0, such as \"192.0.2.1:53\" or "
             "\"[2001:db8::1]:53\", not \"192.0.2.1:0\""},
            {"the root is no object", "[]", "/: must be an object, not a list"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const std::vector<Complaint> complaints = parse(row.text, "f").complaints;
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0].what == row.complaint);
        }
    }

    TEST_CASE("cookie secrets are lines of hexadecimal digits; a slip does not show the secret") {
        const Secrets good = parse_secrets("# new\n000102030405060708090a0b0c0d0e0F\n\n"
                                           " ffffffffffffffffffffffffffffffff \r\n",
                                           "s");
        CHECK(good.complaints.empty());
        REQUIRE(good.secrets.size() == 2);
        CHECK(good.secrets[0][15] == 0x0f);
        CHECK(good.secrets[1][0] == 0xff);

        const Secrets bad = parse_secrets("0123\nxyz", "s");
        REQUIRE(bad.complaints.size() == 2);
        CHECK(to_text(bad.complaints[1]) == "s:2:1: a cookie secret must be 32 hexadecimal digits");
        CHECK(parse_secrets("\n# none\n", "s").complaints.size() == 1);
    }

    TEST_CASE("a file that is not there is a complaint") {
        const Parsed parsed = load("/nonexistent/signpost.json");
        REQUIRE(parsed.complaints.size() == 1);
        CHECK(to_text(parsed.complaints[0]) ==
              "/nonexistent/signpost.json: cannot be read: No such file or directory");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
