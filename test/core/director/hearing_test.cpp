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

    TEST_CASE("neither the beginning nor the end of blindness counts against anybody") {
        Sketch sketch = lone_probes(3);
        for (ProbeRule& rule : sketch.model.probes)
            rule.tracker.fall = 1;
        World world(sketch);
        all_good(world);
        all_silent(world, 5);
        REQUIRE(is_blind(world.state));
        world.see("portal@2", Outcome::Ok);
        REQUIRE_FALSE(is_blind(world.state));
        world.pass_ms(10); // asked while we were blind, and given up only now
        CHECK(flips_of(world.see("portal@1", Outcome::Silent)).empty());
        CHECK(flips_of(world.see("portal@2", Outcome::Ok)).empty());
        world.pass_s(1);
        world.see("portal@1", Outcome::Silent);
        CHECK(flips_of(world.see("portal@2", Outcome::Ok)) == "endpoint/1 (portal) down");
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
        SUBCASE("others are not, while most of the world is silent") {
            const Effects effects = all_silent(world, 20, "portal@2");
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

    /// The anchors are silent, and so many of the portals, from now on.
    Effects without_anchors(World & world, int seconds, int silent) {
        Effects all;
        for (; seconds > 0; --seconds) {
            for (const ProbeRule& rule : world.sketch.model.probes) {
                const bool is_silent = rule.is_anchor || std::stoi(rule.target) <= silent;
                append(all, world.pass_ms(10));
                append(all, world.see(rule.check + '@' + rule.target,
                                      is_silent ? Outcome::Silent : Outcome::Ok));
            }
            append(all, world.pass_ms(900));
        }
        return all;
    }

    TEST_CASE("anchors that are gone do not keep us from judging a world that is well") {
        World world(with_anchor(10));
        all_good(world);
        const Effects gone = without_anchors(world, 9, 0);
        CHECK(notices_of(gone).empty());
        CHECK(flips_of(without_anchors(world, 1, 2)).empty()); // the window is not over yet
        CHECK(flips_of(without_anchors(world, 12, 2)) ==
              "endpoint/1 (portal) down, endpoint/2 (portal) down");
        CHECK_FALSE(is_blind(world.state));
    }

    TEST_CASE("with the anchors gone and most of the world silent it is us") {
        World world(with_anchor(10));
        all_good(world);
        const Effects effects = without_anchors(world, 30, 7); // with the anchors 9 of 12
        CHECK(flips_of(effects).empty());
        CHECK(notices_of(effects) == "blind");
        SUBCASE("until less is") {
            const Effects back = without_anchors(world, 4, 3);
            CHECK(notices_of(back) == "thawed");
            CHECK(flips_of(back) == "endpoint/1 (portal) down, endpoint/2 (portal) down, "
                                    "endpoint/3 (portal) down");
        }
        SUBCASE("or an anchor answers") {
            CHECK(notices_of(world.see("anchor@2", Outcome::Ok)) == "thawed");
        }
    }

    TEST_CASE("a silence asks others as well when all anchors have failed") {
        World world(with_anchor(3));
        all_good(world);
        world.see("anchor@1", Outcome::Silent);
        world.see("anchor@2", Outcome::Failed);
        world.pass_ms(500);
        const Effects effects = world.see("portal@1", Outcome::Silent);
        CHECK(asks(effects, world.sketch.number_of("anchor@1"), 0));
        CHECK(asks(effects, world.sketch.number_of("portal@2"), 0));
    }

    TEST_CASE("anchors that never report are asked in vain no longer than the window") {
        World world(with_anchor(2));
        world.see("portal@1", Outcome::Silent);
        world.pass_s(1);
        world.see("portal@1", Outcome::Silent);
        world.pass_s(8);
        CHECK(flips_of(world.see("portal@2", Outcome::Ok)).empty());
        world.pass_s(2);
        world.see("portal@1", Outcome::Silent);
        world.pass_ms(50);
        world.see("portal@2", Outcome::Ok);
        world.pass_ms(400);
        world.see("portal@1", Outcome::Silent);
        world.pass_ms(50);
        CHECK(flips_of(world.see("portal@2", Outcome::Ok)) == "endpoint/1 (portal) down");
        CHECK_FALSE(is_blind(world.state));
    }

    TEST_CASE("routers that say there is no way take nothing down when nobody answers") {
        World world(lone_probes(5));
        all_good(world);
        Effects effects;
        for (int second = 0; second < 20; ++second) {
            for (const ProbeRule& rule : world.sketch.model.probes)
                append(effects, world.see("portal@" + rule.target, Outcome::Unreachable));
            append(effects, world.pass_s(1));
        }
        CHECK(flips_of(effects).empty());
        CHECK(notices_of(effects) == "blind");
    }

    TEST_CASE("a router's word takes down at once with a witness") {
        World world(lone_probes(3));
        all_good(world);
        const Effects effects = world.see("portal@1", Outcome::Unreachable);
        CHECK(flips_of(effects).empty());
        CHECK(asks(effects, 1, 0));
        world.pass_ms(15);
        CHECK(flips_of(world.see("portal@2", Outcome::Ok)) == "endpoint/1 (portal) down");
        World alone(lone_probes(1));
        all_good(alone);
        CHECK(flips_of(alone.see("portal@1", Outcome::Unreachable)) == "endpoint/1 (portal) down");
    }

    TEST_CASE("who reports by himself bears no witness, and is not asked for one") {
        Sketch sketch = lone_probes(4);
        for (const std::size_t number : {2U, 3U})
            sketch.model.probes[number].is_reported = true;
        World world(sketch);
        all_good(world);
        Effects effects;
        for (int second = 0; second < 20; ++second) {
            for (const char* probe : {"portal@1", "portal@2"})
                append(effects, world.see(probe, Outcome::Silent));
            append(effects, world.pass_ms(500));
            for (const char* probe : {"portal@3", "portal@4"})
                append(effects, world.see(probe, Outcome::Ok));
            append(effects, world.pass_ms(500));
        }
        CHECK(flips_of(effects).empty());
        CHECK(notices_of(effects) == "blind");
        CHECK_FALSE(asks(effects, 2, 0));
    }

    TEST_CASE("verdicts are marked when nothing was judged for long, also while blind") {
        World world(lone_probes(3));
        all_good(world);
        all_silent(world, 20);
        REQUIRE(is_blind(world.state));
        CHECK(world.told(endpoint("1", "portal")).is_stale);
        CHECK(world.told(endpoint("1", "portal")).standing == signpost::health::Standing::Up);
        // A reload meanwhile does not mistake it for a world without anybody to hear.
        CHECK(notices_of(world.load(lone_probes(3))).empty());
        CHECK(flips_of(all_silent(world, 3)).empty());
        CHECK(is_blind(world.state));
        CHECK(notices_of(world.see("portal@2", Outcome::Ok)) == "thawed");
        CHECK(world.told(endpoint("2", "portal")) == signpost::health::Condition{});
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
        CHECK(flips_of(all_silent(world, 3)) == "endpoint/1 (portal) down");
    }

    TEST_CASE("the end of blindness does not count against those that count as down when unknown") {
        for (const Outcome meanwhile : {Outcome::Silent, Outcome::Unasked}) {
            CAPTURE(meanwhile == Outcome::Silent);
            Sketch sketch = lone_probes(4);
            for (ProbeRule& rule : sketch.model.probes)
                rule.tracker.when_unknown = signpost::health::WhenUnknown::Down;
            World world(sketch);
            all_good(world);
            all_silent(world, 5);
            REQUIRE(is_blind(world.state));
            Effects effects;
            for (int second = 0; second < 30; ++second) {
                append(effects, world.pass_s(1));
                for (const ProbeRule& rule : sketch.model.probes)
                    append(effects, world.see("portal@" + rule.target, meanwhile));
            }
            append(effects, world.pass_s(1));
            append(effects, world.see("portal@2", Outcome::Ok));
            CHECK(notices_of(effects) == "thawed");
            for (int second = 0; second < 9; ++second) {
                append(effects, world.pass_s(1));
                append(effects, world.see("portal@2", Outcome::Ok));
            }
            CHECK(flips_of(effects).empty());
            CHECK_FALSE(world.view(endpoint("1", "portal")).is_stale);
            for (int second = 0; second < 3; ++second) { // of whom nothing is heard from then on
                append(effects, world.pass_s(1));
                append(effects, world.see("portal@2", Outcome::Ok));
            }
            CHECK(flips_of(effects) == "endpoint/1 (portal) down, endpoint/3 (portal) down, "
                                       "endpoint/4 (portal) down");
        }
    }

    TEST_CASE("what was stale before blindness is so after it") {
        Sketch sketch = lone_probes(4);
        sketch.model.probes[0].tracker.when_unknown = signpost::health::WhenUnknown::Down;
        World world(sketch);
        all_good(world);
        Effects effects;
        for (int second = 0; second < 15; ++second) {
            append(effects, world.pass_s(1));
            for (const char* probe : {"portal@2", "portal@3", "portal@4"})
                append(effects, world.see(probe, Outcome::Ok));
        }
        REQUIRE(flips_of(effects) == "endpoint/1 (portal) down");
        for (int second = 0; second < 20; ++second) {
            append(effects, world.pass_s(1));
            for (const char* probe : {"portal@2", "portal@3", "portal@4"})
                append(effects, world.see(probe, Outcome::Silent));
        }
        REQUIRE(is_blind(world.state));
        append(effects, world.see("portal@2", Outcome::Ok));
        CHECK(notices_of(effects) == "blind; thawed");
        CHECK(flips_of(effects) == "endpoint/1 (portal) down");
    }

    TEST_CASE("an anchor that cannot be asked does not keep us blind") {
        for (const bool is_reloaded : {false, true}) {
            CAPTURE(is_reloaded);
            World world(with_anchor(10));
            for (int number = 1; number <= 10; ++number)
                world.see("portal@" + std::to_string(number), Outcome::Ok);
            world.see("anchor@1", Outcome::Ok);
            world.pass_s(1);
            const auto a_minute = [&](Outcome others) {
                Effects all;
                for (int second = 0; second < 60; ++second) {
                    append(all, world.see("anchor@1", Outcome::Silent));
                    append(all, world.see("anchor@2", Outcome::Unasked));
                    append(all, world.pass_ms(500));
                    for (int number = 1; number <= 10; ++number)
                        append(all, world.see("portal@" + std::to_string(number), others));
                    append(all, world.pass_ms(500));
                }
                return all;
            };
            CHECK(notices_of(a_minute(Outcome::Silent)) == "blind");
            if (is_reloaded) world.load(with_anchor(10));
            CHECK(notices_of(a_minute(Outcome::Ok)) == "thawed");
        }
    }

    TEST_CASE("an anchor that is new while we are blind has its time to answer") {
        World world(with_anchor(10));
        for (const ProbeRule& rule : world.sketch.model.probes)
            if (!rule.is_anchor) world.see("portal@" + rule.target, Outcome::Ok);
        world.pass_s(1);
        Effects effects = all_silent(world, 20);
        REQUIRE(is_blind(world.state));
        append(effects, world.load(with_anchor(10).anchor("anchor@3")));
        const auto others_answer = [&](int seconds) {
            Effects all;
            for (; seconds > 0; --seconds) {
                append(all, world.pass_s(1));
                for (int number = 1; number <= 10; ++number)
                    append(all, world.see("portal@" + std::to_string(number), Outcome::Ok));
            }
            return all;
        };
        CHECK(notices_of(others_answer(9)).empty());
        CHECK(notices_of(others_answer(2)) == "thawed");
    }

    TEST_CASE("only falls of late are remembered, however long this lives") {
        World world(with_anchor(3));
        for (ProbeRule& rule : world.sketch.model.probes)
            rule.tracker = {.fall = 1, .fall_of = 1, .rise = 1, .flap_suppress = 0};
        world.load(Sketch(world.sketch));
        all_good(world);
        Effects effects;
        for (int round = 0; round < 100; ++round) {
            append(effects, world.pass_s(1));
            append(effects, world.see("portal@1", Outcome::Silent));
            append(effects, world.see("anchor@1", Outcome::Ok));
            append(effects, world.pass_s(1));
            append(effects, world.see("portal@1", Outcome::Ok));
        }
        CHECK(effects.flips.size() == 200);
        CHECK(world.state.hearing.silent_falls_ms.size() <= 6);
    }
}
