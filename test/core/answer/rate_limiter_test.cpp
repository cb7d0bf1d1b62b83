#include "core/answer/rate_limiter.hpp"

#include <doctest/doctest.h>

namespace signpost::answer {
namespace {

Address at(const char* text) {
    return *parse_address(text);
}

/// How many of `count` replies at one moment are sent.
int sent(RateLimiter& limiter, const RateLimitSettings& settings, const char* client,
         std::uint64_t now_ms, int count) {
    int result = 0;
    for (; count != 0; --count)
        result += limiter.take(at(client), settings, now_ms) == Allowance::Send ? 1 : 0;
    return result;
}

TEST_SUITE("core/answer/rate_limiter") {

    TEST_CASE("a quiet network may have its rate of one second at once, and then its rate") {
        RateLimiter limiter;
        const RateLimitSettings settings{.responses_per_s = 100};
        for (const std::uint64_t start_ms : {std::uint64_t{0}, std::uint64_t{1'000'000}}) {
            CAPTURE(start_ms);
            CHECK(sent(limiter, settings, "192.0.2.1", start_ms, 500) == 100);
            CHECK(sent(limiter, settings, "192.0.2.1", start_ms + 100, 500) == 10);
            CHECK(sent(limiter, settings, "192.0.2.1", start_ms + 100, 500) == 0);
            CHECK(sent(limiter, settings, "192.0.2.1", start_ms + 200, 500) == 10);
            // A long rest saves up no more than one second.
            CHECK(sent(limiter, settings, "192.0.2.1", start_ms + 60'000, 500) == 100);
        }
    }

    TEST_CASE("a steady client below its rate is never limited, at one rate or another") {
        for (const std::uint32_t rate : {1U, 7U, 1000U}) {
            RateLimiter limiter;
            const RateLimitSettings settings{.responses_per_s = rate};
            for (std::uint64_t now_ms = 0; now_ms < 20'000; now_ms += 1000 / rate + 1)
                REQUIRE(sent(limiter, settings, "192.0.2.1", now_ms, 1) == 1);
        }
    }

    TEST_CASE("the fastest rate that can be set is kept") {
        RateLimiter limiter;
        const RateLimitSettings settings{.responses_per_s = 1'000'000};
        CHECK(sent(limiter, settings, "192.0.2.1", 5, 1'000'100) == 1'000'000);
    }

    TEST_CASE("a /24 and a /56 share an account; others have their own") {
        RateLimiter limiter;
        const RateLimitSettings settings{.responses_per_s = 10};
        CHECK(sent(limiter, settings, "192.0.2.1", 9, 20) == 10);
        CHECK(sent(limiter, settings, "192.0.2.255", 9, 20) == 0);
        CHECK(sent(limiter, settings, "192.0.3.1", 9, 20) == 10);
        CHECK(sent(limiter, settings, "2001:db8:0:100::1", 9, 20) == 10);
        CHECK(sent(limiter, settings, "2001:db8:0:1ff:ffff::2", 9, 20) == 0);
        CHECK(sent(limiter, settings, "2001:db8:0:200::1", 9, 20) == 10);
        // Neither family is taken for the other: the first octets of this one are 192.0.2.
        CHECK(sent(limiter, settings, "c000:200::", 9, 20) == 10);
    }

    TEST_CASE("each slip-th limited reply slips") {
        for (const std::uint32_t slip : {0U, 1U, 2U, 5U}) {
            RateLimiter limiter;
            const RateLimitSettings settings{.responses_per_s = 1, .slip = slip};
            CHECK(sent(limiter, settings, "192.0.2.1", 1, 1) == 1);
            int slipped = 0;
            for (int i = 0; i < 100; ++i)
                slipped += limiter.take(at("192.0.2.1"), settings, 1) == Allowance::Slip ? 1 : 0;
            CAPTURE(slip);
            CHECK(slipped == (slip == 0 ? 0 : 100 / static_cast<int>(slip)));
        }
    }

    TEST_CASE("exempt prefixes are not counted") {
        RateLimiter limiter;
        const RateLimitSettings settings{.responses_per_s = 1,
                                         .exempt = {*parse_prefix("192.0.2.0/28")}};
        CHECK(sent(limiter, settings, "192.0.2.15", 1, 50) == 50);
        CHECK(sent(limiter, settings, "192.0.2.16", 1, 50) == 1);
    }

    TEST_CASE("a flood of forged networks does not free one that is being limited") {
        RateLimiter limiter;
        const RateLimitSettings settings{.responses_per_s = 100};
        CHECK(sent(limiter, settings, "192.0.2.1", 1000, 200) == 100);
        Address forged{.family = Family::V4};
        for (unsigned network = 0; network < 400'000; ++network) { // six times the table
            forged.octets = {static_cast<std::uint8_t>(10 + (network >> 16)),
                             static_cast<std::uint8_t>(network >> 8),
                             static_cast<std::uint8_t>(network)};
            static_cast<void>(limiter.take(forged, settings, 1000));
        }
        CHECK(sent(limiter, settings, "192.0.2.1", 1000, 200) == 0);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
