#include "core/health/moment.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/health/moment") {
    using signpost::health::to_utc;

    TEST_CASE("moments are told in UTC") {
        CHECK(to_utc(0) == "1970-01-01T00:00:00Z");
        CHECK(to_utc(1'795'381'200'999) == "2026-11-22T21:00:00Z");
        CHECK(to_utc(1'709'164'799'000) == "2024-02-28T23:59:59Z");
        CHECK(to_utc(1'709'164'800'000) == "2024-02-29T00:00:00Z");
        CHECK(to_utc(-1) == "1969-12-31T23:59:59Z");
    }
}
