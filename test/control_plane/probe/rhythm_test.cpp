#include "control_plane/probe/rhythm.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

namespace signpost::probe {

TEST_SUITE("control_plane/probe/rhythm") {
    TEST_CASE("slots come once in an interval, after the moment asked for") {
        const Rhythm rhythm{.place = 2300, .interval_ms = 1000}; // slots at 300, 1300, …
        CHECK(rhythm.slot_after(0) == 300);
        CHECK(rhythm.slot_after(299) == 300);
        CHECK(rhythm.slot_after(300) == 1300);
        CHECK(rhythm.slot_after(5000) == 5300);
    }

    TEST_CASE("a probe asked out of its slot goes back to it, not within half an interval") {
        const Rhythm rhythm{.place = 300, .interval_ms = 1000};
        CHECK(rhythm.next(300) == 1300);
        CHECK(rhythm.next(307) == 1300);   // late by a little
        CHECK(rhythm.next(450) == 1300);   // asked again after a failure
        CHECK(rhythm.next(900) == 2300);   // too near to the next one
        CHECK(rhythm.next(9999) == 11300); // late by a lot: nothing is made up for
    }

    TEST_CASE("a new probe is asked within its interval, and within a second") {
        for (std::uint64_t place = 0; place < 100'000; place += 777)
            for (const std::uint32_t interval_ms : {100U, 1000U, 3'600'000U}) {
                const std::uint64_t first =
                    Rhythm{.place = place, .interval_ms = interval_ms}.first(12'345);
                CHECK(first > 12'345);
                CHECK(first <= 12'345 + std::min(interval_ms, 1000U));
            }
    }

    TEST_CASE("10,000 probes at one second spread evenly") {
        std::array<int, 100> starts{}; // in each 10 ms
        for (int i = 0; i < 10'000; ++i) {
            const std::string text =
                "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
            ++starts.at(place_of("portal", *parse_address(text)) % 1000 / 10);
        }
        const auto [least, most] = std::ranges::minmax(starts);
        CHECK(least > 60); // 100, give or take four standard deviations
        CHECK(most < 140);
    }

    TEST_CASE("checks of one host have places of their own") {
        const Address host = *parse_address("192.0.2.1");
        CHECK(place_of("portal", host) != place_of("gateway", host));
        CHECK(place_of("portal", host) == place_of("portal", host));
    }
}

} // namespace signpost::probe
