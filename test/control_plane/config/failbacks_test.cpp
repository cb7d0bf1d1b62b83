#include "control_plane/config/failbacks.hpp"

#include <doctest/doctest.h>

namespace signpost::config {
namespace {

TEST_SUITE("control_plane/config/failbacks") {

    TEST_CASE("the default comes first, and each rule of a policy once, in their order") {
        constexpr Failback kHold{.hold_s = 60};
        constexpr Failback kManual{.is_manual = true};
        Steering steering;
        CHECK(failbacks_of(steering) == std::vector{Failback{}});
        for (const Failback& one : {kManual, Failback{}, kHold, kManual}) {
            steering.policies.emplace_back();
            steering.policies.back().failback = one;
        }
        const std::vector<Failback> all = failbacks_of(steering);
        CHECK(all == std::vector{Failback{}, kManual, kHold});
        const std::size_t numbers[] = {1, 0, 2, 1};
        for (std::size_t i = 0; i < steering.policies.size(); ++i)
            CHECK(failback_number(all, steering.policies[i]) == numbers[i]);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
