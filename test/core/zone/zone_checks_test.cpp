#include "core/zone/zone_builder.hpp"
#include "core/zone/zone_checks.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::zone {
namespace {

/// The complaints about `lines`, each on a line of its own; the first record stands on line 1.
std::string complaints_of(const std::string& lines) {
    const ZoneBuilder::Outcome outcome =
        test::build_zone("example.", test::records_of(lines, "example."));
    CHECK((outcome.zone != nullptr) == !has_error(outcome.complaints));
    std::string text;
    for (const Complaint& complaint : outcome.complaints)
        text += to_text(complaint) + "\n";
    return text;
}

const std::string kSoa = "@ SOA ns.elsewhere. m.elsewhere. 1 2 3 4 5\n";
const std::string kNs = "@ NS ns.elsewhere.\n";

TEST_SUITE("core/zone/zone_checks") {

    TEST_CASE("each mistake is told with its line") {
        struct Row {
            std::string why;
            std::string lines;
            std::string complaint; // the whole text; empty: none
        };
        const std::string apex = kSoa + kNs; // lines 1 and 2
        // clang-format off
        const Row rows[] = {
            {"nothing wrong", apex + "www A 192.0.2.1\n", ""},
            {"no SOA", kNs, "test.zone: the zone has no SOA record: it needs one at example.\n"},
            {"no NS", kSoa, "test.zone: the zone has no NS record: it needs at least one at example.\n"},
            {"neither", "www A 192.0.2.1\n",
             "test.zone: the zone has no SOA record: it needs one at example.\n"
             "test.zone: the zone has no NS record: it needs at least one at example.\n"},
            {"a SOA cut short", "@ SOA \\# 0000\n" + kNs, "test.zone:1: the RDATA of the SOA record is too short\n"},
            {"two SOAs", apex + "@ SOA ns.elsewhere. m.elsewhere. 2 2 3 4 5\n",
             "test.zone:3: example. has two SOA records; the other is on line 1\n"},
            {"the same SOA twice counts once (RFC 2181 §5)", apex + kSoa, ""},
            {"a SOA below the apex", apex + "a SOA ns.elsewhere. m.elsewhere. 1 2 3 4 5\n",
             "test.zone:3: a.example. has a SOA record, but only the apex of a zone may have one\n"},
            {"outside the zone", apex + "www.other. A 192.0.2.1\n",
             "test.zone:3: www.other. is not in the zone example.\n"},
            {"the end of a label is outside", apex + "myexample. A 192.0.2.1\n",
             "test.zone:3: myexample. is not in the zone example.\n"},
            {"two CNAMEs", apex + "a CNAME b.\na CNAME c.\n",
             "test.zone:4: a.example. has two CNAME records; the other is on line 3\n"},
            {"the same CNAME twice", apex + "a CNAME b.\na CNAME b.\n", ""},
            {"a CNAME with company (RFC 1034 §3.6.2)", apex + "a A 192.0.2.1\na CNAME b.\n",
             "test.zone:4: a.example. has a CNAME and other records; a CNAME must stand alone\n"},
            {"a CNAME at the apex", apex + "@ CNAME b.\n",
             "test.zone:3: example. has a CNAME and other records; a CNAME must stand alone\n"},
            {"a CNAME with its signature (RFC 4034 §3)", apex + "a CNAME b.\na RRSIG \\# 00\na TYPE47 \\# 00\n", ""},
            {"two DNAMEs (RFC 6672 §2.4)", apex + "a DNAME b.\na DNAME c.\n",
             "test.zone:4: a.example. has two DNAME records; the other is on line 3\n"},
            {"a DNAME at a cut", apex + "a NS b.\na DNAME c.\n",
             "test.zone:4: a.example. has a DNAME and NS records below the apex (RFC 6672 §2.3)\n"},
            {"a DNAME at the apex", apex + "@ DNAME c.\n", ""},
            {"a server without glue (RFC 9471 §2.1)", apex + "a NS ns.a\n",
             "test.zone:3: the NS target ns.a.example. has no glue: add its A or AAAA record below the delegation\n"},
            {"also one that is the cut", apex + "a NS a\n",
             "test.zone:3: the NS target a.example. has no glue: add its A or AAAA record below the delegation\n"},
            {"glue of either family", apex + "a NS ns.a\nns.a AAAA 2001:db8::1\n", ""},
            {"a sibling's server needs none here", apex + "a NS ns.b\nb NS ns.b\nns.b A 192.0.2.1\n", ""},
            {"a server that does not exist", apex + "a NS ns\n",
             "test.zone:3: the NS target ns.example. has no A or AAAA record in this zone\n"},
            {"a server from a wildcard", apex + "a NS ns.w\n*.w A 192.0.2.1\n", ""},
            {"a mail server that does not exist", apex + "@ MX 1 mail\n",
             "test.zone:3: warning: the MX target mail.example. has no A or AAAA record in this zone\n"},
            {"one elsewhere is not our matter", apex + "@ MX 1 mail.elsewhere.\n", ""},
            {"no mail at all (RFC 7505)", apex + "@ MX 0 .\n", ""},
            {"an alias as a target (RFC 2181 §10.3)", apex + "@ MX 1 mail\nmail CNAME x.elsewhere.\n",
             "test.zone:3: warning: the MX target mail.example. is a CNAME (RFC 2181 §10.3)\n"},
            {"an alias as a service", apex + "_s SRV 1 2 3 mail\nmail CNAME x.elsewhere.\n",
             "test.zone:3: warning: the SRV target mail.example. is a CNAME (RFC 2181 §10.3)\n"},
            {"data below a cut", apex + "a NS ns.elsewhere.\nw.a TXT x\n",
             "test.zone:4: warning: w.a.example. stands below the delegation a.example. and is never served\n"},
            {"data below a DNAME", apex + "a DNAME b.\nw.a A 192.0.2.1\n",
             "test.zone:4: warning: w.a.example. stands below the DNAME a.example. and is never served\n"},
            {"a wildcard that would delegate", apex + "*.a NS ns.elsewhere.\n",
             "test.zone:3: warning: *.a.example. is a wildcard with NS or DNAME records; they are served as plain data "
             "and delegate nothing (RFC 4592 §4)\n"},
            {"TTLs that differ in a set", apex + "a 60 A 192.0.2.1\na 61 A 192.0.2.2\n",
             "test.zone:4: warning: TTL 61 differs from that of the RRset's first record; 60 is used for all "
             "(RFC 2181 §5.2)\n"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            std::string text = complaints_of(row.lines);
            // A warning's text begins with the word; its place follows.
            CHECK(text == row.complaint);
        }
    }

    TEST_CASE("an RRset of over 64 KiB is refused with its line, one just below is not") {
        const auto zone_with = [](int records) {
            std::string lines = kSoa + kNs;
            for (int i = 0; i < records; ++i) // each of 12 + 201 octets
                lines += "big TXT " + std::string(197, 'x') + std::to_string(100 + i) + "\n";
            return complaints_of(lines);
        };
        CHECK(zone_with(306).empty()); // 65,178 octets of 65,253
        CHECK(zone_with(307) ==
              "test.zone:3: the RRset of type 16 at big.example. does not fit into a "
              "message of 65535 octets\n");
    }

    TEST_CASE("at most 20 errors are told, and how many more there are") {
        std::string lines = kSoa + kNs;
        for (int i = 0; i < 30; ++i)
            lines += "a" + std::to_string(i) + " NS ns.a" + std::to_string(i) + "\n";
        const std::string text = complaints_of(lines);
        CHECK(std::ranges::count(text, '\n') == 21);
        CHECK(text.ends_with("test.zone: and 10 more of the kind\n"));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone
