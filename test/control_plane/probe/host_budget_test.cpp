#include "control_plane/probe/host_budget.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {

TEST_SUITE("control_plane/probe/host_budget") {
    TEST_CASE("never more than so many begin in any second") {
        const config::Courtesy courtesy{.host_probes_per_s = 3, .host_concurrent = 100};
        HostBudget budget;
        for (const std::uint64_t now : {1000U, 1400U, 1900U}) {
            CHECK(budget.has_room(now, courtesy));
            budget.begin(now);
            budget.end();
        }
        CHECK_FALSE(budget.has_room(1900, courtesy));
        CHECK(budget.room_at(courtesy) == 2000);
        CHECK_FALSE(budget.has_room(1999, courtesy));
        CHECK(budget.has_room(2000, courtesy));
        budget.begin(2000);
        CHECK_FALSE(budget.has_room(2399, courtesy));
        CHECK(budget.has_room(2400, courtesy));
    }

    TEST_CASE("what an attempt has led to counts, too") {
        const config::Courtesy courtesy{.host_probes_per_s = 3, .host_concurrent = 100};
        HostBudget budget;
        budget.begin(1000);
        budget.count(1100, 2);
        CHECK_FALSE(budget.has_room(1999, courtesy));
        CHECK(budget.has_room(2000, courtesy));
    }

    TEST_CASE("never more than so many are under way") {
        const config::Courtesy courtesy{.host_probes_per_s = 100, .host_concurrent = 2};
        HostBudget budget;
        budget.begin(0);
        budget.begin(0);
        CHECK_FALSE(budget.has_room(5000, courtesy));
        CHECK(budget.room_at(courtesy) == 0); // time alone does not help
        budget.end();
        CHECK(budget.has_room(5000, courtesy));
    }
}

} // namespace signpost::probe
