#include "control_plane/http/exchange.hpp"

#include <doctest/doctest.h>

namespace signpost::http {

TEST_SUITE("control_plane/http/exchange") {
    TEST_CASE("a header line has a name, a colon and a value") {
        CHECK(parse_header("Retry-After: 120\r\n") == Header("Retry-After", "120"));
        CHECK(parse_header("X-Load:\t 7 \r\n") == Header("X-Load", "7"));
        CHECK(parse_header("X-Empty:\r\n") == Header("X-Empty", ""));
        CHECK(parse_header("Link: <http://a:1/>\r\n") == Header("Link", "<http://a:1/>"));
        CHECK_FALSE(parse_header("HTTP/1.1 200 OK\r\n"));
        CHECK_FALSE(parse_header(": nameless\r\n"));
        CHECK_FALSE(parse_header("Blank : before the colon\r\n"));
        CHECK_FALSE(parse_header(" continued: line\r\n"));
        CHECK_FALSE(parse_header(""));
    }

    TEST_CASE("the first header of a name counts, in any spelling") {
        const Response response{.headers = {{"X-Load", "7"}, {"x-LOAD", "8"}}};
        CHECK(response.header("x-load") == "7");
        CHECK(response.header("X-Loa").empty());
    }
}

} // namespace signpost::http
