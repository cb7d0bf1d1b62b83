#include "core/director/world.hpp"
#include "support/allocation_count.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/director/step_allocation") {
    using namespace signpost::director;
    using signpost::health::Outcome;

    // Ten thousand probes a second: what changes nothing must cost next to nothing.
    TEST_CASE("an observation that changes nothing allocates nothing") {
        Sketch sketch;
        sketch.probe("portal@1").probe("portal@2").anchor("anchor@1");
        sketch.endpoint("1", "", "portal@1").endpoint("2", "", "portal@2");
        World world(sketch);
        for (int second = 0; second < 30; ++second) { // so that the queue has its size
            for (const char* probe : {"portal@1", "anchor@1"})
                world.see(probe, Outcome::Ok);
            world.see("portal@2", Outcome::Refused);
            world.pass_s(1);
        }
        Event good = Observed{.probe = 0, .observation = {.outcome = Outcome::Ok}};
        Event bad = Observed{.probe = 1, .observation = {.outcome = Outcome::Refused}};
        std::size_t allocations = 0;
        for (int second = 0; second < 100; ++second) {
            world.now.monotonic_ms += 1000;
            std::get<Observed>(good).observation.started_ms = world.now.monotonic_ms - 10;
            const std::size_t before = signpost::test::allocation_count();
            const Effects after_good = step(world.state, good, world.now);
            const Effects after_bad = step(world.state, bad, world.now);
            allocations += signpost::test::allocation_count() - before;
            CHECK_FALSE(after_good.is_changed);
            CHECK_FALSE(after_bad.is_changed);
        }
        CHECK(allocations == 0);
    }
}
