#include "control_plane/reports/rate_limit.hpp"

#include <doctest/doctest.h>

namespace signpost::reports {

TEST_SUITE("control_plane/reports/rate_limit") {
    const Address kA = *parse_address("192.0.2.1");
    const Address kB = *parse_address("192.0.2.2");
    const Address kC = *parse_address("192.0.2.3");

    TEST_CASE("so many at once, and so many a second in the long run") {
        RateLimit limit({2, 3, 10});
        CHECK(limit.admit(kA, 1000));
        CHECK(limit.admit(kA, 1000));
        CHECK(limit.admit(kA, 1000));
        CHECK_FALSE(limit.admit(kA, 1000));
        CHECK(limit.admit(kB, 1000)); // each address on its own
        CHECK_FALSE(limit.admit(kA, 1499));
        CHECK(limit.admit(kA, 1500));
        CHECK_FALSE(limit.admit(kA, 1500));
        int admitted = 0;
        for (int i = 0; i < 10; ++i)
            admitted += limit.admit(kA, 100'000) ? 1 : 0;
        CHECK(admitted == 3);
    }

    TEST_CASE("when it is full of who asked much, others are turned away") {
        RateLimit limit({1, 1, 2});
        CHECK(limit.admit(kA, 1000));
        CHECK(limit.admit(kB, 1000));
        CHECK_FALSE(limit.admit(kC, 1000));
        CHECK(limit.admit(kC, 2000)); // the others are as if they had never asked
    }
}

} // namespace signpost::reports
