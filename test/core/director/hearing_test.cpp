#include "core/director/world.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/director/hearing") {
    using namespace signpost::director;
    using signpost::health::Outcome;
    using signpost::health::TrackerRules;
    using signpost::health::Verdict;

    Sketch lone_probes(int count) {
        Sketch sketch;
        for (int number = 1; number <= count; ++number) {
            const std::string address = std::to_string(number);
            sketch.probe("portal@" + address);
            sketch.endpoint(address, "", "portal@" + address);
        }
        return sketch;
    }

    Sketch with_anchor(int count) {
        Sketch sketch = lone_probes(count);
        sketch.anchor("anchor@1").anchor("anchor@2");
        return sketch;
    }

    /// All that is not said to be good is silent, so many times, a second apart.
    Effects all_silent(World & world, int times, const std::string& good = {}) {
        Effects all;
        for (; times > 0; --times) {
            for (const ProbeRule& rule : world.sketch.model.probes) {
                const std::string name = rule.check + '@' + rule.target;
                append(all, world.pass_ms(10));
                append(all, world.see(name, name == good ? Outcome::Ok : Outcome::Silent));
            }
            append(all, world.pass_ms(900));
        }
        return all;
    }

    void all_good(World & world) {
        for (const ProbeRule& rule : world.sketch.model.probes)
            world.see(rule.check + '@' + rule.target, Outcome::Ok);
        world.pass_s(1);
    }

    TEST_CASE("a lone probe has no witness, and its silence is believed") {
        World world(lone_probes(1));
        all_good(world);
        CHECK(flips_of(all_silent(world, 2)) == "endpoint/1 (portal) down");
        CHECK_FALSE(is_blind(world.state));
    }

    TEST_CASE("half of a small world may fall silent: the other half bears witness") {
        World world(lone_probes(2));
        all_good(world);
        const Effects effects = all_silent(world, 3, "portal@2");
        CHECK(flips_of(effects) == "endpoint/1 (portal) down");
        CHECK(notices_of(effects).empty());
    }

    TEST_CASE("most of the world may fall silent, as long as somebody bears witness") {
        World world(lone_probes(10));
        all_good(world);
        const Effects effects = all_silent(world, 4, "portal@10");
        CHECK(effects.flips.size() == 9);
        CHECK(notices_of(effects).empty());
    }

    TEST_CASE("when nobody answers any more it is us, and nothing falls") {
        for (const int count : {2, 3, 10, 100}) {
            CAPTURE(count);
            World world(lone_probes(count));
            all_good(world);
            const Effects effects = all_silent(world, 20);
            CHECK(flips_of(effects).empty());
            CHECK(notices_of(effects) == "blind");
            CHECK(is_blind(world.state));
        }
    }

    TEST_CASE("when nobody answers from the start it is us as well") {
        World world(lone_probes(5));
        const Effects effects = all_silent(world, 20);
        CHECK(flips_of(effects).empty());
        CHECK(notices_of(effects) == "blind");
    }

    TEST_CASE("while blind even hard evidence takes nothing down") {
        World world(lone_probes(3));
        all_good(world);
        all_silent(world, 5);
        REQUIRE(is_blind(world.state));
        CHECK(flips_of(world.see("portal@1", Outcome::Refused)).empty());
    }

    TEST_CASE("the first witness ends blindness, and all is judged anew") {
        World world(lone_probes(3));
        all_good(world);
        all_silent(world, 5);
        REQUIRE(is_blind(world.state));
        const Effects effects = world.see("portal@2", Outcome::Ok);
        CHECK(notices_of(effects) == "thawed");
        CHECK(flips_of(effects).empty());
        CHECK_FALSE(is_blind(world.state));
        CHECK(flips_of(all_silent(world, 1, "portal@2")).empty());
        CHECK(flips_of(all_silent(world, 2, "portal@2")) ==
              "endpoint/1 (portal) down, endpoint/3 (portal) down");
    }

    TEST_CASE("an answer that was asked for before the silence is no witness") {
        World world(lone_probes(3));
        all_good(world);
        all_silent(world, 5);
        REQUIRE(is_blind(world.state));
        const Effects effects =
            world.step(Observed{.probe = 0,
                                .observation = {.outcome = Outcome::Ok,
                                                .started_ms = World::kStart_ms,
                                                .ended_ms = world.now.monotonic_ms}});
        CHECK(notices_of(effects).empty());
        CHECK(is_blind(world.state));
    }

    TEST_CASE("a short deafness takes nothing down, however often it comes") {
        World world(lone_probes(5));
        for (int round = 0; round < 10; ++round) {
            all_good(world);
            CHECK(flips_of(all_silent(world, 1)).empty());
        }
    }

    TEST_CASE("a silence that waits asks for a witness") {
        World world(with_anchor(2));
        all_good(world);
        const Effects effects = world.see("portal@1", Outcome::Silent);
        CHECK(asks(effects, world.sketch.number_of("anchor@1"), 0));
        CHECK(asks(effects, world.sketch.number_of("anchor@2"), 0));
        CHECK(asks(effects, world.sketch.number_of("portal@1"), 150));
        CHECK_FALSE(asks(effects, world.sketch.number_of("portal@2"), 0));
        World without(lone_probes(3));
        all_good(without);
        CHECK(asks(without.see("portal@1", Outcome::Silent), 1, 0));
    }

    TEST_CASE("with anchors they alone bear witness") {
        World world(with_anchor(2));
        all_good(world);
        SUBCASE("one of them is enough") {
            const Effects effects = all_silent(world, 4, "anchor@2");
            CHECK(flips_of(effects) == "endpoint/1 (portal) down, endpoint/2 (portal) down");
            CHECK_FALSE(is_blind(world.state));
        }
        SUBCASE("others are not") {
            const Effects effects = all_silent(world, 4, "portal@2");
            CHECK(flips_of(effects).empty());
            CHECK(notices_of(effects) == "blind");
            CHECK(notices_of(world.see("portal@2", Outcome::Ok)).empty());
            CHECK(notices_of(world.see("anchor@1", Outcome::Ok)) == "thawed");
        }
        SUBCASE("even a lone probe waits for them") {
            World lone(with_anchor(1));
            all_good(lone);
            CHECK(flips_of(all_silent(lone, 10)).empty());
            CHECK(is_blind(lone.state));
        }
        SUBCASE("a fall waits no longer than the anchor needs to answer") {
            CHECK(flips_of(world.see("portal@1", Outcome::Silent)).empty());
            world.pass_ms(20);
            world.see("anchor@1", Outcome::Ok);
            world.pass_ms(450);
            CHECK(flips_of(world.see("portal@1", Outcome::Silent)).empty());
            world.pass_ms(20);
            CHECK(flips_of(world.see("anchor@1", Outcome::Ok)) == "endpoint/1 (portal) down");
        }
    }

    TEST_CASE("anchors that never report make us blind when the window is over") {
        World world(with_anchor(2));
        Effects effects = world.see("portal@1", Outcome::Silent);
        append(effects, world.pass_s(9));
        CHECK(notices_of(effects).empty());
        append(effects, world.pass_s(2));
        CHECK(notices_of(effects) == "blind");
    }

    TEST_CASE("probes that say nothing make us blind only if too few are left") {
        for (const bool is_most : {false, true}) {
            CAPTURE(is_most);
            Sketch sketch = lone_probes(10);
            for (ProbeRule& probe : sketch.model.probes)
                probe.tracker.stale_ms = 1'000'000;
            World world(sketch);
            all_good(world);
            Effects effects;
            for (int second = 0; second < 15; ++second) {
                for (int number = 1; number <= (is_most ? 7 : 6); ++number)
                    append(effects, world.see("portal@" + std::to_string(number), Outcome::Silent));
                append(effects, world.pass_s(1));
            }
            CHECK(flips_of(effects).empty());
            CHECK(notices_of(effects) == (is_most ? "blind" : ""));
        }
    }

    TEST_CASE("one that has not spoken yet may still bear witness, as long as the window lasts") {
        World world(lone_probes(10));
        all_good(world);
        Effects effects;
        for (int second = 0; second < 9; ++second) {
            for (int number = 1; number <= 9; ++number)
                append(effects, world.see("portal@" + std::to_string(number), Outcome::Silent));
            append(effects, world.pass_s(1));
        }
        CHECK(notices_of(effects).empty());
        append(effects, world.see("portal@10", Outcome::Ok));
        CHECK(flips_of(effects).empty());
        CHECK(notices_of(effects).empty());
    }

    TEST_CASE("who falls by silence one after the other, without end, is no majority of liars") {
        World world(lone_probes(3));
        all_good(world);
        // The first two fall with the third as witness; it alone is not believed so soon after.
        all_silent(world, 3, "portal@3");
        const Effects soon = all_silent(world, 3);
        CHECK(flips_of(soon).empty());
        CHECK(notices_of(soon) == "blind");
        World later(lone_probes(3));
        all_good(later);
        all_silent(later, 3, "portal@3");
        all_silent(later, 15, "portal@3");
        CHECK(flips_of(all_silent(later, 3)) == "endpoint/3 (portal) down");
    }

    TEST_CASE("a model in which nobody is left to hear ends blindness") {
        World world(lone_probes(3));
        all_good(world);
        all_silent(world, 5);
        REQUIRE(is_blind(world.state));
        CHECK(notices_of(world.load(lone_probes(2))).empty());
        CHECK(is_blind(world.state));
        CHECK(notices_of(world.load(lone_probes(1))) == "thawed");
        CHECK(flips_of(all_silent(world, 2)) == "endpoint/1 (portal) down");
    }
}
