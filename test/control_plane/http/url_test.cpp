#include "control_plane/http/url.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::http {

TEST_SUITE("control_plane/http/url") {
    TEST_CASE("an absolute URL comes apart") {
        struct Row {
            std::string text;
            Url url;
        };
        // clang-format off
        const Row kRows[] = {
            {"http://Portal.example", {.host = "portal.example", .port = 80, .path = "/"}},
            {"https://portal.example/a?b=c#d", {.is_https = true, .host = "portal.example", .port = 443, .path = "/a?b=c"}},
            {"http://192.0.2.1:8080/x", {.host = "192.0.2.1", .port = 8080, .path = "/x"}},
            {"https://[2001:DB8::1]:8443/", {.is_https = true, .host = "2001:db8::1", .port = 8443, .path = "/"}},
            {"http://me:secret@portal.example/", {.host = "portal.example", .port = 80, .path = "/"}},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.text);
            const std::optional<Url> url = parse_url(row.text);
            REQUIRE(url.has_value());
            CHECK(*url == row.url);
        }
    }

    TEST_CASE("anything else is none") {
        for (const std::string text : {"", "/healthz", "portal.example", "ftp://portal.example/",
                                       "http://", "http://a b/", "http://portal.example:99999/"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_url(text).has_value());
        }
    }
}

} // namespace signpost::http
