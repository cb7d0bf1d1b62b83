#include "control_plane/http/retry_after.hpp"

#include <doctest/doctest.h>

namespace signpost::http {
namespace {

std::optional<std::uint32_t> after(const std::string& value, const std::string& date = "") {
    return retry_after_s({.headers = {{"Date", date}, {"Retry-After", value}}});
}

} // namespace

TEST_SUITE("control_plane/http/retry_after") {
    TEST_CASE("seconds, or a date against that of the answer") {
        const std::string kNow = "Sun, 06 Nov 1994 08:49:37 GMT";
        CHECK(after("120") == 120);
        CHECK(after("0") == 0);
        CHECK(after("86401") == kRetryAfterMaxS);
        CHECK(after("99999999999999999999") == kRetryAfterMaxS);
        CHECK(after("Sun, 06 Nov 1994 08:50:07 GMT", kNow) == 30);
        CHECK(after("Sunday, 06-Nov-94 08:50:07 GMT", kNow) == 30); // RFC 9110 §5.6.7
        CHECK(after("Sun, 06 Nov 1994 08:00:00 GMT", kNow) == 0);
        CHECK(after("Sun, 06 Nov 2094 08:00:00 GMT", kNow) == kRetryAfterMaxS);
    }

    TEST_CASE("anything else says nothing") {
        CHECK_FALSE(after(""));
        CHECK_FALSE(after("-5"));
        CHECK_FALSE(after("soon"));
        CHECK_FALSE(after("Sun, 06 Nov 1994 08:50:07 GMT"));
        CHECK_FALSE(retry_after_s({}));
    }
}

} // namespace signpost::http
