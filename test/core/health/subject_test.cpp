#include "core/health/subject.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/health/subject") {
    using signpost::health::parse_subject;
    using signpost::health::Subject;
    using signpost::health::SubjectKind;

    TEST_CASE("operators name subjects by kind and name") {
        struct Row {
            const char* text;
            Subject subject;
            const char* why;
        };
        // clang-format off
        const Row rows[] = {
            {"site/A", {SubjectKind::Site, "A", {}, {}}, "a site keeps its letters"},
            {"link/a-telecom", {SubjectKind::Link, "a-telecom", {}, {}}, "a link"},
            {"endpoint/203.0.113.10", {SubjectKind::Endpoint, "203.0.113.10", {}, {}}, "an address"},
            {"endpoint/2001:DB8:0::1", {SubjectKind::Endpoint, "2001:db8::1", {}, {}}, "in its normal form"},
            {"endpoint/CDN.example", {SubjectKind::Endpoint, "cdn.example.", {}, {}}, "a target of a CNAME"},
            {"service/Portal.example", {SubjectKind::Service, "portal.example.", {}, {}}, "a name"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(parse_subject(row.text) == row.subject);
        }
    }

    TEST_CASE("what is no subject is none") {
        for (const char* text : {"", "site", "site/", "/A", "node/A"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_subject(text));
        }
    }

    TEST_CASE("a subject is told with its check") {
        CHECK(to_text(Subject{SubjectKind::Site, "A", {}, {}}) == "site/A");
        CHECK(to_text(Subject{SubjectKind::Endpoint, "203.0.113.10", "portal", {}}) ==
              "endpoint/203.0.113.10 (portal)");
        CHECK(to_text(Subject{SubjectKind::Endpoint, "203.0.113.10", "portal", "10.1.0.10"}) ==
              "endpoint/203.0.113.10 (portal at 10.1.0.10)");
    }
}
