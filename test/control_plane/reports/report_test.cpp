#include "control_plane/reports/report.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::reports {
namespace {

using health::Outcome;

std::string wrong_with(std::string_view json) {
    const Result<Report> report = parse_report(json);
    return report ? "nothing" : report.error().reason();
}

} // namespace

TEST_SUITE("control_plane/reports/report") {
    TEST_CASE("the path tells the check and the address") {
        const Result<Subject> v4 = parse_path("/v1/reports/portal/203.0.113.10");
        REQUIRE(v4.has_value());
        CHECK(*v4 == Subject{"portal", *parse_address("203.0.113.10")});
        const Result<Subject> v6 = parse_path("/v1/reports/a/b/2001:db8::1");
        REQUIRE(v6.has_value());
        CHECK(*v6 == Subject{"a/b", *parse_address("2001:db8::1")});
        for (const char* path :
             {"", "/", "/v1/reports/", "/v1/reports/portal", "/v1/reports//1.2.3.4",
              "/v2/reports/portal/1.2.3.4", "/v1/reports/portal/"}) {
            CAPTURE(path);
            CHECK_FALSE(parse_path(path).has_value());
        }
        CHECK(parse_path("/v1/reports/portal/1.2.3").error().reason() ==
              "\"1.2.3\" is no IP address");
    }

    TEST_CASE("a report has a state, and perhaps load and detail") {
        struct Row {
            const char* json;
            Report report;
        };
        // clang-format off
        const Row kRows[] = {
            {R"({"state":"up"})", {.is_up = true}},
            {R"x( {"detail": "disk full\n(90 %)", "state": "down", "load_percent": 100} )x", {.load_percent = 100, .detail = "disk full (90 %)"}},
            {R"({"state":"up","detail":"a\u009b31m \u001b"})", {.is_up = true, .detail = "a  31m  "}},
            {R"({"state":"up","load_percent":0,"detail":""})", {.is_up = true}},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.json);
            const Result<Report> report = parse_report(row.json);
            REQUIRE(report.has_value());
            CHECK(*report == row.report);
        }
    }

    TEST_CASE("anything else is refused with the reason") {
        struct Row {
            std::string json;
            const char* why;
        };
        // clang-format off
        const Row kRows[] = {
            {"", "the body is no JSON object"},
            {"[]", "the body is no JSON object"},
            {R"({"state":"up")", "the body is no JSON object"},
            {R"({"state":"up","state":"down"})", "the body is no JSON object"},
            {"{}", "\"state\" is missing"},
            {R"({"state":"UP"})", R"("state" must be "up" or "down")"},
            {R"({"state":true})", R"("state" must be "up" or "down")"},
            {R"({"state":"up","load_percent":101})", R"("load_percent" must be a whole number from 0 to 100)"},
            {R"({"state":"up","load_percent":-1})", R"("load_percent" must be a whole number from 0 to 100)"},
            {R"({"state":"up","load_percent":1.5})", R"("load_percent" must be a whole number from 0 to 100)"},
            {R"({"state":"up","load_percent":18446744073709551615})", R"("load_percent" must be a whole number from 0 to 100)"},
            {R"({"state":"up","detail":7})", R"("detail" must be a text of at most 200 octets)"},
            {R"({"state":"up","detail":")" + std::string(201, 'x') + "\"}", R"("detail" must be a text of at most 200 octets)"},
            {R"({"state":"up","weight":1})", "\"weight\" is not known"},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.json);
            CHECK(wrong_with(row.json) ==
                  std::string(row.why) +
                      R"(; a report is like {"state": "up", "load_percent": 37})");
        }
    }

    TEST_CASE("a report is an observation; too high a load is a failure") {
        const config::ReportCheck check{.token = "t", .load_max_percent = 90};
        const health::Observation up =
            observation_of({.is_up = true, .load_percent = 90}, check, 7);
        CHECK(up.outcome == Outcome::Ok);
        CHECK(up.load_percent == 90);
        CHECK(up.started_ms == 7);
        CHECK(up.ended_ms == 7);
        const health::Observation busy =
            observation_of({.is_up = true, .load_percent = 91}, check, 7);
        CHECK(busy.outcome == Outcome::Failed);
        CHECK(busy.detail == "load 91 %, more than 90 %");
        CHECK(observation_of({.is_up = true, .load_percent = 100}, {}, 7).outcome == Outcome::Ok);
        const health::Observation down = observation_of({}, check, 7);
        CHECK(down.outcome == Outcome::Refused); // its own word: at once
        CHECK(down.detail == "it says that it is down");
        CHECK(observation_of({.load_percent = 95, .detail = "disk full"}, check, 7).detail ==
              "disk full");
    }

    TEST_CASE("secrets are the same or not") {
        CHECK(is_same_secret("token", "token"));
        CHECK_FALSE(is_same_secret("token", "tokem"));
        CHECK_FALSE(is_same_secret("token", "tokentoken"));
        CHECK_FALSE(is_same_secret("tokentoken", "token"));
        CHECK_FALSE(is_same_secret("token", ""));
        CHECK_FALSE(is_same_secret("", "token"));
        CHECK(is_same_secret("", ""));
    }
}

} // namespace signpost::reports
