#include "core/director/world.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/director/composition") {
    using namespace signpost::director;
    using signpost::health::Condition;
    using signpost::health::Outcome;
    using signpost::health::Standing;
    using signpost::health::Verdict;

    Sketch two_links() {
        Sketch sketch;
        sketch.probe("gateway@1").probe("gateway@2").probe("portal@10").probe("portal@20");
        sketch.site("A").link("a-telecom", "A", "gateway@1").link("a-unicom", "A", "gateway@2");
        sketch.endpoint("10", "a-telecom", "portal@10").endpoint("20", "a-unicom", "portal@20");
        return sketch;
    }

    TEST_CASE("a new model is up as long as nothing is known") {
        const World world(two_links());
        CHECK(standings(world.state).conditions.empty());
        CHECK(world.view(endpoint("10", "portal")).verdict == Verdict::Unknown);
        CHECK(world.view(site("A")).verdict == Verdict::Up);
    }

    TEST_CASE("an endpoint falls and rises by its own check, with its evidence") {
        World world(two_links());
        CHECK(flips_of(world.see("portal@10", Outcome::Ok)).empty());
        CHECK(world.view(endpoint("10", "portal")).verdict == Verdict::Up);
        const Effects first = world.see("portal@10", Outcome::Failed);
        CHECK(asks(first, world.sketch.number_of("portal@10"), 150));
        CHECK_FALSE(first.is_changed);
        world.pass_ms(150);
        const Effects second = world.see("portal@10", Outcome::Failed);
        REQUIRE(flips_of(second) == "endpoint/10 (portal) down");
        CHECK(second.is_changed);
        CHECK(second.flips[0].from == Verdict::Up);
        CHECK(second.flips[0].evidence == "portal 10: no luck");
        const Condition told = world.told(endpoint("10", "portal"));
        CHECK(told.standing == Standing::Down);
        CHECK(told.is_unsteady);
        CHECK(told.cause == "endpoint 10 is down since 2026-11-22T21:00:00Z: portal 10: no luck");
        CHECK(flips_of(world.see("portal@10", Outcome::Ok, 2)).empty());
        const Effects back = world.see("portal@10", Outcome::Ok);
        CHECK(flips_of(back) == "endpoint/10 (portal) up");
        CHECK(back.flips[0].rtt_us == 10'000);
        CHECK(standings(world.state).conditions.empty());
    }

    TEST_CASE("behind a link that is down an endpoint falls quietly, until it is seen down again") {
        World world(two_links());
        CHECK(flips_of(world.see("gateway@1", Outcome::Refused)) == "link/a-telecom down");
        CHECK(flips_of(world.see("portal@10", Outcome::Failed, 3)).empty());
        CHECK(world.told(endpoint("10", "portal")) == Condition{});
        const Effects back = world.see("gateway@1", Outcome::Ok, 3);
        CHECK(flips_of(back) == "link/a-telecom up");
        CHECK(asks(back, world.sketch.number_of("portal@10"), 0));
        SUBCASE("a failure that began since confirms it") {
            world.pass_ms(100);
            CHECK(flips_of(world.see("portal@10", Outcome::Failed)) == "endpoint/10 (portal) down");
        }
        SUBCASE("one that began before does not") {
            world.pass_ms(100);
            CHECK(flips_of(world.see("portal@10", Outcome::Silent)).empty());
        }
        SUBCASE("if it has recovered nobody hears of it") {
            world.pass_ms(100);
            CHECK(flips_of(world.see("portal@10", Outcome::Ok, 3)).empty());
            CHECK(flips_of(world.see("portal@10", Outcome::Failed, 2)) ==
                  "endpoint/10 (portal) down");
        }
    }

    TEST_CASE("a site is down when all its links are, and up with the first") {
        World world(two_links());
        CHECK(flips_of(world.see("gateway@1", Outcome::Refused)) == "link/a-telecom down");
        const Effects last = world.see("gateway@2", Outcome::Refused);
        REQUIRE(flips_of(last) == "link/a-unicom down, site/A down");
        CHECK(last.flips[1].evidence ==
              "all its links are down, link a-telecom: gateway 1: no luck");
        CHECK(flips_of(world.see("gateway@2", Outcome::Ok, 3)) == "link/a-unicom up, site/A up");
    }

    TEST_CASE("a site that does not go with its links stays up") {
        Sketch sketch = two_links();
        sketch.model.sites[0].is_down_with_links = false;
        World world(sketch);
        world.see("gateway@1", Outcome::Refused);
        CHECK(flips_of(world.see("gateway@2", Outcome::Refused)) == "link/a-unicom down");
    }

    TEST_CASE("behind a site that is down links fall quietly") {
        Sketch sketch = two_links();
        sketch.probe("power@A");
        sketch.model.sites[0].check = sketch.is_up("power@A");
        World world(sketch);
        CHECK(flips_of(world.see("power@A", Outcome::Refused)) == "site/A down");
        CHECK(flips_of(world.see("gateway@1", Outcome::Refused)).empty());
        CHECK(flips_of(world.see("portal@20", Outcome::Refused)).empty());
        CHECK(flips_of(world.see("power@A", Outcome::Ok, 3)) == "site/A up");
        world.pass_ms(100);
        CHECK(flips_of(world.see("gateway@1", Outcome::Refused)) == "link/a-telecom down");
    }

    TEST_CASE("a link held up by an operator keeps its site up") {
        World world(two_links());
        world.see("gateway@1", Outcome::Refused);
        world.see("gateway@2", Outcome::Refused);
        CHECK(flips_of(world.set(link("a-unicom"), Standing::Up)) == "site/A up");
        CHECK(world.told(link("a-unicom")) == Condition{});
        CHECK(flips_of(world.clear(link("a-unicom"))) == "site/A down");
    }

    TEST_CASE("failures of a probe are kept quiet while what it depends on is down") {
        Sketch sketch = two_links();
        sketch.depends_on("portal@20", "gateway@1");
        World world(sketch);
        world.see("portal@20", Outcome::Ok);
        world.see("portal@20", Outcome::Failed);
        world.see("gateway@1", Outcome::Refused);
        CHECK(flips_of(world.see("portal@20", Outcome::Failed, 5)).empty());
        CHECK(flips_of(world.see("portal@20", Outcome::Refused)).empty());
        CHECK(world.view(endpoint("20", "portal")).verdict == Verdict::Up);
        CHECK(world.view(endpoint("20", "portal")).last_error == "portal 20: no luck");
        // What is not judged for long is marked, though it is seen all the time.
        world.see("gateway@1", Outcome::Refused);
        CHECK(flips_of(world.see("portal@20", Outcome::Failed, 8)).empty());
        CHECK(world.view(endpoint("20", "portal")).is_stale);
        CHECK(world.view(endpoint("20", "portal")).verdict == Verdict::Unknown);
        CHECK(world.told(endpoint("20", "portal")).standing == Standing::Up);
        const Effects back = world.see("gateway@1", Outcome::Ok, 3);
        CHECK(asks(back, world.sketch.number_of("portal@20"), 0));
        CHECK(flips_of(world.see("portal@20", Outcome::Failed)).empty());
        CHECK(flips_of(world.see("portal@20", Outcome::Failed)) == "endpoint/20 (portal) down");
    }

    TEST_CASE("what must not be confirms a fall as well, by an answer that is good") {
        Sketch sketch = two_links();
        sketch.probe("maintenance@10");
        sketch.model.endpoints[0].check =
            at_least(2, {sketch.is_up("portal@10"), negated(sketch.is_up("maintenance@10"))});
        World world(sketch);
        world.see("maintenance@10", Outcome::Refused);
        world.see("portal@10", Outcome::Ok);
        world.see("gateway@1", Outcome::Refused);
        CHECK(flips_of(world.see("maintenance@10", Outcome::Ok, 3)).empty());
        CHECK(flips_of(world.see("gateway@1", Outcome::Ok, 3)) == "link/a-telecom up");
        world.pass_ms(100);
        SUBCASE("and not by what others say") {
            CHECK(flips_of(world.see("portal@10", Outcome::Ok)).empty());
            CHECK(flips_of(world.see("maintenance@10", Outcome::Ok)) ==
                  "endpoint/10 (portal) down");
        }
        SUBCASE("nor by one failure of what is still up") {
            CHECK(flips_of(world.see("portal@10", Outcome::Failed)).empty());
        }
        SUBCASE("unless it is over") {
            CHECK(flips_of(world.see("maintenance@10", Outcome::Refused)).empty());
        }
    }
}
