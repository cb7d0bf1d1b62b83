#include "control_plane/probe/http_judgement.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace signpost::probe {
namespace {

using health::Outcome;
using http::Response;
using http::Trouble;

const Address kTarget = *parse_address("203.0.113.10");

config::HttpCheck portal(bool is_https = false) {
    config::HttpCheck check{.port = 8080, .host = "portal.example"};
    if (is_https) check.tls = config::TlsSettings{};
    return check;
}

Response says(std::uint16_t status, std::string body = "") {
    return {.status = status, .body = std::move(body)};
}

Response leads_to(std::string url) {
    return {.status = 302, .redirect_url = std::move(url)};
}

} // namespace

TEST_SUITE("control_plane/probe/http_judgement") {
    TEST_CASE("the URL names the host that TLS asks for") {
        config::HttpCheck check = portal();
        CHECK(url_of(check, kTarget, "/healthz?x") == "http://portal.example:8080/healthz?x");
        check.host.clear();
        CHECK(url_of(check, kTarget, "/") == "http://203.0.113.10:8080/");
        CHECK(url_of(check, *parse_address("2001:db8::1"), "/") == "http://[2001:db8::1]:8080/");
        check.host = "portal.example";
        check.tls = config::TlsSettings{};
        CHECK(url_of(check, kTarget, "/") == "https://portal.example:8080/");
        check.tls->name = "sni.example";
        CHECK(url_of(check, kTarget, "/") == "https://sni.example:8080/");
    }

    TEST_CASE("the answer's status and body are what was asked for, or why not") {
        struct Row {
            const char* why;
            config::HttpCheck check;
            Response response;
            Outcome outcome;
            std::string detail;
        };
        config::HttpCheck several = portal();
        several.status = {200, 204, 429};
        config::HttpCheck contains = portal();
        contains.contains = "OK";
        contains.body_bytes_max = 10;
        config::HttpCheck matches = portal();
        matches.matches = "^up: (yes|true)$";
        Response cut = says(200, "0123456789");
        cut.is_body_cut = true;
        // clang-format off
        const Row kRows[] = {
            {"the usual", portal(), says(200, "any"), Outcome::Ok, ""},
            {"one of several", several, says(204), Outcome::Ok, ""},
            {"busy, but expected", several, says(429), Outcome::Ok, ""},
            {"broken", portal(), says(500), Outcome::Failed, "status 500 instead of 200"},
            {"one of none", several, says(404), Outcome::Failed, "status 404 instead of 200, 204 or 429"},
            {"a redirect", portal(), leads_to("https://b.example/"), Outcome::Failed, "status 302 to https://b.example/ instead of 200"},
            {"the word is there", contains, says(200, "all OK."), Outcome::Ok, ""},
            {"the word is not", contains, says(200, "ok"), Outcome::Failed, "the body without \"OK\""},
            {"the word may come later", contains, cut, Outcome::Failed, "the body's first 10 octets without \"OK\""},
            {"a match", matches, says(200, "up: yes"), Outcome::Ok, ""},
            {"no match", matches, says(200, "up: no"), Outcome::Failed, "the body without a match for \"^up: (yes|true)$\""},
            {"the status comes first", contains, says(500, "OK"), Outcome::Failed, "status 500 instead of 200"},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.why);
            const Answer answer = judge(row.check, row.response);
            CHECK(answer.observation.outcome == row.outcome);
            CHECK(answer.observation.detail == row.detail);
            CHECK(answer.retry_after_s == 0);
        }
    }

    TEST_CASE("who is busy is left alone") {
        Response busy = says(429);
        Answer answer = judge(portal(), busy);
        CHECK(answer.observation.outcome == Outcome::Unasked);
        CHECK(answer.retry_after_s == 5);
        busy.headers = {{"Retry-After", "30"}};
        answer = judge(portal(), busy);
        CHECK(answer.retry_after_s == 30);
        CHECK(answer.observation.detail == "asked to come back in 30 s");

        busy.status = 503;
        answer = judge(portal(), busy);
        CHECK(answer.observation.outcome == Outcome::Failed);
        CHECK(answer.retry_after_s == 30);
        busy.status = 500;
        CHECK(judge(portal(), busy).retry_after_s == 0);
    }

    TEST_CASE("how far a late answer came is told") {
        CHECK(missing_part({.connected_us = 90}, false) == "connected, but no answer");
        CHECK(missing_part({.connected_us = 90}, true) == "connected, but no TLS");
        CHECK(missing_part({.connected_us = 90, .secured_us = 99}, true) ==
              "connected, but no answer");
        CHECK(missing_part({.connected_us = 90, .answered_us = 99}, false) ==
              "the answer did not end");
    }

    TEST_CASE("what is broken has failed, what could not be sent was not asked") {
        CHECK(judge(portal(), {.trouble = Trouble::Insecure, .reason = "expired"})
                  .observation.detail == "expired");
        CHECK(judge(portal(), {.trouble = Trouble::Insecure}).observation.outcome ==
              Outcome::Failed);
        CHECK(judge(portal(), {.trouble = Trouble::Broken}).observation.outcome == Outcome::Failed);
        CHECK(judge(portal(), {.trouble = Trouble::Unconnected, .reason = "no such name"})
                  .observation.outcome == Outcome::Unasked);
        for (const int error : {ECONNRESET, EPIPE, ECONNABORTED}) {
            const Answer lost =
                judge(portal(), {.trouble = Trouble::Unconnected, .os_error = error});
            CHECK(lost.observation.outcome == Outcome::Failed);
            CHECK(lost.observation.detail == "connection reset");
        }
        CHECK(judge(portal(), {.trouble = Trouble::Unconnected, .os_error = ETIMEDOUT})
                  .observation.detail == "connection lost: Connection timed out");
        CHECK(judge(portal(), {.trouble = Trouble::Impossible}).observation.outcome ==
              Outcome::Unasked);
    }

    TEST_CASE("a redirect is followed on the same address and port only") {
        struct Row {
            const char* why;
            bool is_https;
            std::string url;
            std::string path; ///< Empty: not followed.
        };
        // clang-format off
        const Row kRows[] = {
            {"same host", false, "http://portal.example:8080/login?a=1", "/login?a=1"},
            {"the address itself", false, "http://203.0.113.10:8080/login", "/login"},
            {"another port", false, "http://portal.example/login", ""},
            {"another host", false, "http://login.example:8080/login", ""},
            {"to TLS", false, "https://portal.example:8080/login", ""},
            {"TLS all along", true, "https://Portal.Example:8080/login", "/login"},
            {"the name of TLS", true, "https://sni.example:8080/", "/"},
            {"from TLS", true, "http://portal.example:8080/login", ""},
            {"nowhere", false, "", ""},
            {"not the web", false, "ftp://portal.example:8080/", ""},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.why);
            config::HttpCheck check = portal(row.is_https);
            if (check.tls) check.tls->name = "sni.example";
            const auto path = redirect_path(check, kTarget, leads_to(row.url));
            CHECK(path.value_or("") == row.path);
            check.status = {302};
            CHECK_FALSE(redirect_path(check, kTarget, leads_to(row.url)).has_value());
        }
    }

    TEST_CASE("the load is read from a header") {
        config::HttpCheck check = portal();
        check.load_header = "X-Load";
        Response response = says(200);
        response.headers = {{"x-load", "37 %"}};
        CHECK(judge(check, response).observation.load_percent == 37);
        CHECK(judge(check, response).observation.detail.empty());
        response.headers = {{"x-load", "<much>"}};
        const Answer answer = judge(check, response);
        CHECK(answer.observation.outcome == Outcome::Ok);
        CHECK(answer.observation.load_percent == 0);
        CHECK(answer.observation.detail == "X-Load is no percentage, so no load is known");
        CHECK(judge(check, says(200)).observation.detail ==
              "no header X-Load, so no load is known");
    }

    TEST_CASE("a load is a number of percent") {
        CHECK(parse_load("0") == 0);
        CHECK(parse_load("37.6%") == 38);
        CHECK(parse_load("100") == 100);
        CHECK(parse_load("250") == 100);
        for (const char* text : {"", "-1", "%", "37 percent", "nan", "inf", "0x10", "1e2"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_load(text).has_value());
        }
    }
}

} // namespace signpost::probe
