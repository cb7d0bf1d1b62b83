#include "control_plane/config/config.hpp"
#include "control_plane/config/form_check.hpp"
#include "control_plane/config/sections.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

namespace signpost::config {
namespace {

struct Row {
    std::string why;
    std::string text; ///< Of a whole configuration.
    std::string complaint;
};

std::string only_complaint_about(const std::string& text) {
    const std::vector<Complaint> complaints = parse(text, "f").complaints;
    CHECK(complaints.size() == 1);
    return complaints.empty() ? "" : to_text(complaints.front());
}

const std::string kLink = R"({"sites":{"A":{}},
"links":{"l":)";

TEST_SUITE("control_plane/config/form_check") {

    TEST_CASE("a value of the wrong form is told with its place and what would be right") {
        // clang-format off
        const std::vector<Row> rows{
            {"a section of another type", R"({"sites":[]})",
             "f:1:10: /sites: must be an object, not a list"},
            {"a member of another type", R"({"sites":{"A":7}})",
             "f:1:15: /sites/A: must be an object, not a whole number"},
            {"a required member is missing", R"({"links":{"l":{}}})",
             "f:1:15: /links/l: needs a member \"site\""},
            {"an unknown member", kLink + R"({"site":"A",
"prefixs":[]}}})",
             "f:3:1: /links/l/prefixs: unknown key; did you mean \"prefixes\"?"},
            {"a member unlike any", R"({"sites":{"A":{"where":"here"}}})",
             "f:1:16: /sites/A/where: unknown key; known here: region, country, latitude, longitude, check, "
             "targets, targets_needed, down_with_links"},
            {"a number out of its range", kLink + R"({"site":"A","capacity_mbps":-1}}})",
             "f:2:42: /links/l/capacity_mbps: must be 0 to 100000000 megabits per second, not -1"},
            {"no whole number", R"({"services":{"a.":{"ttl_s":1.5}}})",
             "f:1:28: /services/a./ttl_s: must be a whole number, not a number"},
            {"a latitude beyond the pole", R"({"sites":{"A":{"latitude":90.5,"longitude":0}}})",
             "f:1:27: /sites/A/latitude: must be -90 to 90 degrees"},
            {"a list too short", R"({"services":{"a.":{"views":{"t":[]}}}})",
             "f:1:33: /services/a./views/t: must list 1 to 64, not 0"},
            {"an unknown word", R"({"policies":{"p":{"pick":"weigthed"}}})",
             "f:1:26: /policies/p/pick: unknown word \"weigthed\"; did you mean \"weighted\"?"},
            {"an unknown rule", R"({"policies":{"p":{"rank":["same-isp","same_region"]}}})",
             "f:1:38: /policies/p/rank/1: unknown word \"same_region\"; did you mean \"same-region\"?"},
            {"a rule twice", R"({"policies":{"p":{"rank":["tag","tag"]}}})",
             "f:1:33: /policies/p/rank/1: \"tag\" stands twice in this list"},
            {"a network twice, written differently", R"({"networks":{"n":["2001:db8::/32","2001:DB8:0::/32"]}})",
             "f:1:35: /networks/n/1: \"2001:DB8:0::/32\" stands twice in this list"},
            {"bits set past the length", R"({"networks":{"n":["10.0.0.1/8"]}})",
             "f:1:19: /networks/n/0: must be a network, such as \"192.0.2.0/24\", with no bits set past "
             "its length, not \"10.0.0.1/8\""},
            {"no address", R"({"services":{"a.":{"weights":{"192.0.2":1}}}})",
             "f:1:31: /services/a./weights/192.0.2: must be an address, such as \"192.0.2.1\" or "
             "\"2001:db8::1\", not \"192.0.2\""},
            {"an address twice", R"({"services":{"a.":{"weights":{"2001:db8::1":1,
"2001:db8:0::1":2}}}})",
             "f:2:1: /services/a./weights/2001:db8:0::1: is the same as one in line 1, written differently"},
            {"a name with a slash", R"({"sites":{"A/~B":{}}})",
             "f:1:11: /sites/A~1~0B: must be a name of 1 to 64 octets, with no control characters and no "
             "\"/\", not \"A/~B\""},
            {"an empty name", R"({"sites":{"":{}}})",
             "f:1:11: /sites/: must be a name of 1 to 64 octets, with no control characters and no "
             "\"/\", not \"\""},
            {"names that differ in letter case", "{\"sites\":{\"A\":{},\n\"a\":{}}}",
             "f:2:1: /sites/a: is the same as one in line 1, written differently"},
            {"no final dot", R"({"services":{"portal.example":{}}})",
             "f:1:14: /services/portal.example: must be a domain name with its final dot: \"portal.example.\""},
            {"no domain name", R"({"services":{"a..example.":{}}})",
             "f:1:14: /services/a..example.: must be a domain name, not \"a..example.\": this name has an "
             "empty label: two dots in a row, or one in front"},
            {"a service twice", "{\"services\":{\"a.example.\":{},\n\"A.Example.\":{}}}",
             "f:2:1: /services/A.Example.: is the same as one in line 1, written differently"},
            {"a pattern with what only a name can have", R"({"services":{"*.a.":{"weights":{}}}})",
             "f:1:22: /services/*.a./weights: cannot stand with a pattern; give it to the names one by one"},
            {"a pattern with what nothing has", R"({"services":{"*.a.":{"ttl":1}}})",
             "f:1:22: /services/*.a./ttl: unknown key; known here: policy, check, ttl_s, only_for"},
            {"a pattern for a zone", R"({"zone_defaults":{"*.a.":{}}})",
             "f:1:19: /zone_defaults/*.a.: must be one name, not a pattern; leave out \"*.\""},
            {"a zone with what only services have", R"({"zone_defaults":{"a.":{"only_for":["x"]}}})",
             "f:1:25: /zone_defaults/a./only_for: unknown key; known here: policy, check, ttl_s"},
            {"a line of clients with a hole", R"({"policies":{"p":{"rank":["isp-table"],"isp_table":{"telecom/":["A"]}}},
"sites":{"A":{}}})",
             "f:1:53: /policies/p/isp_table/telecom~1: must be \"ISP\", \"ISP/REGION\" or "
             "\"ISP/country:COUNTRY\", with \"*\" for any ISP, not \"telecom/\""},
            {"overrides, which are no part of the configuration", R"({"overrides":{}})",
             "f:1:2: /overrides: unknown key; take it out, and say signpostctl override set SUBJECT "
             "up|down|drain --reason TEXT, which survives restarts"},
            {"a map without a file", R"({"clients":{"maps":[{"isp":"x"}]}})",
             "f:1:21: /clients/maps/0: needs a member \"file\""},
            {"a map that is a number", R"({"clients":{"maps":[7]}})",
             "f:1:21: /clients/maps/0: must be a text or an object, not a whole number"},
            {"an option among sections", R"({"clients":{"ecs_from":["10.0.0.0/33"]}})",
             "f:1:25: /clients/ecs_from/0: must be a network, such as \"192.0.2.0/24\", with no bits set "
             "past its length, not \"10.0.0.0/33\""},
            {"an unknown section", R"({"chekcs":{}})",
             "f:1:2: /chekcs: unknown key; did you mean \"checks\"?"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(only_complaint_about(row.text) == row.complaint);
        }
    }

    TEST_CASE("all mistakes are told at once, in the order of the text") {
        const Parsed parsed = parse(R"({
"sites": {"A": {"region": 1, "lat": 2}},
"links": {"l": {"site": "B", "prefixes": ["x"]}, "m/": 1},
"services": {"a": {"policy": "nearest"}}})",
                                    "f");
        std::vector<std::uint32_t> lines;
        for (const Complaint& complaint : parsed.complaints)
            lines.push_back(complaint.place.line);
        CHECK(lines == std::vector<std::uint32_t>{2, 2, 3, 3, 3, 3, 4});
    }

    TEST_CASE("after many complaints no name is suggested") {
        std::string text = "{\"sites\":{";
        for (int i = 0; i < 200; ++i)
            text += "\"s" + std::to_string(i) + "\":{\"regiom\":\"x\"},\n";
        const Parsed parsed = parse(text + R"("last":{}}})", "f");
        REQUIRE(parsed.complaints.size() == 200);
        CHECK(parsed.complaints[50].what ==
              "/sites/s50/regiom: unknown key; did you mean \"region\"?");
        CHECK(parsed.complaints[150].what == "/sites/s150/regiom: unknown key");
    }

    TEST_CASE("more than there may be of something is refused") {
        std::string text = "{\"sites\":{\"s\":{}";
        for (int i = 0; i < limits::kSites; ++i)
            text += ",\"s" + std::to_string(i) + "\":{}";
        CHECK(only_complaint_about(text + "}}") ==
              "f:1:10: /sites: must have 0 to 1000 members, not 1001");
    }

    TEST_CASE("each member stands once in the table, with a meaning and a default that it takes") {
        std::set<std::string> pointers;
        for (const Entry& entry : entries()) {
            CAPTURE(entry.pointer);
            CHECK(entry.member.meaning.ends_with('.'));
            CHECK(pointers.insert(entry.pointer).second);
            CHECK_FALSE((entry.member.required && !entry.member.standard.empty()));
            if (entry.member.standard.empty()) continue;
            const Document document = parse_document(entry.member.standard, "f");
            std::vector<Complaint> complaints = document.complaints;
            const std::string file = "f";
            check_form({file, complaints}, *entry.member.form, document.root, entry.pointer);
            CHECK(complaints.empty());
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
