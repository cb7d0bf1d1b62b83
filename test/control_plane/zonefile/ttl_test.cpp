#include "control_plane/zonefile/ttl.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::zonefile {
namespace {

TEST_SUITE("control_plane/zonefile/ttl") {

    TEST_CASE("time spans are seconds, or numbers with units") {
        struct Row {
            std::string text;
            std::uint32_t seconds;
        };
        const Row rows[] = {
            {"0", 0},
            {"3600", 3600},
            {"1h30m", 5400},
            {"1H30M", 5400},
            {"1w", 604800},
            {"1w2d3h4m5s", 788645},
            {"30m1h", 5400},
            {"0d", 0},
            {"007", 7},
            {"4294967295", 4294967295},
            {"7101w", 4294684800},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(parse_time_span_s(row.text) == row.seconds);
        }
    }

    TEST_CASE("what is no time span is refused") {
        for (const char* text : {"", "h", "1h30", "1x", "-1", "+1", "1.5h", "1 h", "hh", "1hh",
                                 "4294967296", "7102w", "99999999999999999999", "4294967295s1s"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_time_span_s(text));
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
