#include "core/director/world.hpp"

#include <doctest/doctest.h>

#include <vector>

TEST_SUITE("core/director/failback") {
    using namespace signpost::director;
    using signpost::health::Condition;
    using signpost::health::Outcome;
    using signpost::health::Standing;
    using signpost::health::TrackerRules;
    using signpost::health::Verdict;

    const auto kPortal = endpoint("10", "portal");
    constexpr std::uint32_t kNever = 1'000'000'000; // does anything grow stale

    Sketch one_endpoint(const TrackerRules& rules = {}) {
        Sketch sketch;
        sketch.probe("portal@10", rules).endpoint("10", "", "portal@10");
        return sketch;
    }

    TEST_CASE("what came back is held from some services, each by its rule") {
        Sketch sketch = one_endpoint({.stale_ms = kNever});
        sketch.model.failbacks = {{}, {.hold_s = 60}, {.is_manual = true}, {.hold_s = 5}};
        World world(sketch);
        world.see("portal@10", Outcome::Refused);
        world.pass_s(8);
        CHECK(flips_of(world.see("portal@10", Outcome::Ok, 3)) == "endpoint/10 (portal) up");
        const Condition told = world.told(kPortal);
        CHECK(told.standing == Standing::Up);
        CHECK(told.held_by == 0b0110);
        CHECK(told.cause ==
              "endpoint 10 is up since 2026-11-22T21:00:10Z and held back: portal 10: ok");
        CHECK_FALSE(world.pass_ms(49'999).is_changed);
        const Effects ended = world.pass_ms(1);
        CHECK(ended.is_changed);
        CHECK(notices_of(ended) == "hold-ended endpoint/10 (portal)");
        CHECK(ended.notices[0].detail == "it fell 60 s ago");
        CHECK(world.told(kPortal).held_by == 0b0100);
        world.pass_s(100'000);
        CHECK(world.told(kPortal).held_by == 0b0100);
        const Effects effects = world.step(Released{.subject = endpoint("10"), .author = "wang"});
        CHECK(notices_of(effects) == "released endpoint/10");
        CHECK(world.told(kPortal) == Condition{});
        CHECK(
            notices_of(world.step(Released{.subject = endpoint("10"), .author = "wang"})).empty());
    }

    TEST_CASE("what was not heard of for too long is marked, until it is seen again") {
        World world(one_endpoint({.stale_ms = 20'000}));
        world.see("portal@10", Outcome::Ok);
        CHECK(world.told(kPortal) == Condition{});
        CHECK(world.pass_s(21).is_changed);
        CHECK(world.told(kPortal).is_stale);
        CHECK(world.told(kPortal).standing == Standing::Up);
        CHECK(world.see("portal@10", Outcome::Ok).is_changed);
        CHECK(world.told(kPortal) == Condition{});
    }

    TEST_CASE("a release while it is held ends every hold, until it falls again") {
        Sketch sketch = one_endpoint({.flap_suppress = 0});
        sketch.model.failbacks = {{.hold_s = 60}};
        World world(sketch);
        world.see("portal@10", Outcome::Refused);
        world.see("portal@10", Outcome::Ok, 3);
        world.step(Released{.subject = kPortal, .author = "wang"});
        CHECK(world.told(kPortal) == Condition{});
        world.see("portal@10", Outcome::Refused);
        world.see("portal@10", Outcome::Ok, 3);
        CHECK(world.told(kPortal).held_by == 1);
    }

    TEST_CASE("after a flip answers are short for a while, and while it is down") {
        Sketch sketch = one_endpoint({.stale_ms = kNever});
        sketch.model.safety.unsteady_s = 60;
        World world(sketch);
        world.see("portal@10", Outcome::Refused);
        world.pass_s(1000);
        CHECK(world.told(kPortal).is_unsteady);
        world.see("portal@10", Outcome::Ok, 3);
        CHECK(world.told(kPortal).is_unsteady);
        CHECK(world.told(kPortal).standing == Standing::Up);
        CHECK_FALSE(world.pass_ms(59'999).is_changed);
        CHECK(world.pass_ms(1).is_changed);
        CHECK(world.told(kPortal) == Condition{});
    }

    TEST_CASE("after a recovery a share grows in tenths") {
        Sketch sketch = one_endpoint();
        sketch.model.safety.slow_start_s = 9;
        World world(sketch);
        world.see("portal@10", Outcome::Ok);
        CHECK(world.told(kPortal).share_percent == 100);
        world.see("portal@10", Outcome::Refused);
        world.see("portal@10", Outcome::Ok, 3);
        std::vector<int> shares;
        for (int second = 0; second < 10; ++second) {
            shares.push_back(world.told(kPortal).share_percent);
            CHECK_FALSE(world.pass_ms(999).is_changed);
            CHECK(world.pass_ms(1).is_changed == (second < 9));
        }
        CHECK(shares == std::vector<int>{10, 20, 30, 40, 50, 60, 70, 80, 90, 100});
    }

    TEST_CASE("where a hold keeps it away a share grows when that has ended") {
        Sketch sketch = one_endpoint({.stale_ms = kNever});
        sketch.model.safety.slow_start_s = 9;
        sketch.model.failbacks = {{}, {.hold_s = 30}, {.is_manual = true}};
        World world(sketch);
        world.see("portal@10", Outcome::Refused);
        world.see("portal@10", Outcome::Ok, 3); // two seconds later
        world.pass_s(9);
        Condition told = world.told(kPortal);
        CHECK(told.share_by(0) == 100);
        CHECK(told.share_by(1) == 10);
        CHECK(told.share_percent == 10);
        world.pass_s(20); // a second after the hold
        told = world.told(kPortal);
        CHECK(told.held_by == 0b100);
        CHECK(told.share_by(1) == 20);
        world.pass_s(10);
        CHECK(world.told(kPortal).share_by(1) == 100);
        CHECK(world.told(kPortal).share_by(2) == 10);
        world.step(Released{.subject = endpoint("10"), .author = "wang"});
        CHECK(world.told(kPortal).share_by(0) == 100);
        CHECK(world.told(kPortal).share_by(1) == 100);
        CHECK(world.told(kPortal).share_by(2) == 10);
        world.pass_s(9);
        CHECK(world.told(kPortal) == Condition{});
    }

    TEST_CASE("a release covers what hangs on what it names") {
        Sketch sketch;
        sketch.probe("gateway@1").probe("portal@10", {.flap_suppress = 500, .flap_reuse = 100});
        sketch.site("A").link("a-telecom", "A", "gateway@1");
        sketch.endpoint("10", "a-telecom", "portal@10");
        sketch.model.failbacks = {{.is_manual = true}};
        for (const auto& named : {site("A"), link("a-telecom")}) {
            CAPTURE(to_text(named));
            World world(sketch);
            world.see("portal@10", Outcome::Refused);
            world.see("portal@10", Outcome::Ok, 3);
            world.see("gateway@1", Outcome::Refused);
            world.see("gateway@1", Outcome::Ok, 3);
            REQUIRE(world.told(link("a-telecom")).held_by == 1);
            REQUIRE(world.told(kPortal).standing == Standing::Down);
            const Effects effects = world.step(Released{.subject = named, .author = "wang"});
            CHECK(notices_of(effects) == "released " + to_text(named));
            CHECK(effects.notices[0].author == "wang");
            CHECK(flips_of(effects) == "endpoint/10 (portal) up");
            CHECK(world.told(link("a-telecom")) == Condition{});
            world.step(Released{.subject = named, .author = "wang"});
            CHECK(world.told(kPortal) == Condition{});
            CHECK(notices_of(world.step(Released{.subject = named, .author = "wang"})).empty());
        }
    }

    TEST_CASE("what flaps is kept away, said so, and comes back") {
        World world(one_endpoint({.flap_suppress = 1500, .flap_reuse = 500}));
        Effects effects;
        for (int round = 0; round < 4; ++round) {
            append(effects, world.see("portal@10", Outcome::Refused));
            append(effects, world.see("portal@10", Outcome::Ok, 3));
        }
        CHECK(flips_of(effects) == "endpoint/10 (portal) down, endpoint/10 (portal) up, "
                                   "endpoint/10 (portal) down");
        CHECK(notices_of(effects) ==
              "suppressed endpoint/10 (portal)"); // however often it came back
        SUBCASE("by itself") {
            world.pass_s(1); // observations go on, or it would be unknown
            Effects back;
            for (int second = 0; second < 400; ++second) {
                append(back, world.see("portal@10", Outcome::Ok));
                append(back, world.pass_s(1));
            }
            CHECK(notices_of(back) == "reused endpoint/10 (portal)");
            CHECK(flips_of(back) == "endpoint/10 (portal) up");
        }
        SUBCASE("with a fall on the way, of which it comes back when all is forgiven") {
            Effects back = world.see("portal@10", Outcome::Refused);
            for (int second = 0; second < 400; ++second) {
                append(back, world.see("portal@10", Outcome::Refused));
                append(back, world.pass_s(1));
            }
            append(back, world.see("portal@10", Outcome::Ok, 3));
            CHECK(notices_of(back) == "reused endpoint/10 (portal)");
            CHECK(flips_of(back) == "endpoint/10 (portal) up");
        }
        SUBCASE("by an operator") {
            const Effects back = world.step(Released{.subject = kPortal, .author = "wang"});
            CHECK(notices_of(back) == "released endpoint/10 (portal)");
            CHECK(flips_of(back) == "endpoint/10 (portal) up");
        }
    }

    TEST_CASE("what is not heard of for long is unknown, and counts by its rule") {
        using signpost::health::WhenUnknown;
        struct Row {
            WhenUnknown rule;
            Outcome last;
            const char* flips;
            const char* why;
        };
        // clang-format off
        const Row rows[] = {
            {WhenUnknown::Last, Outcome::Ok, "", "as it was: up"},
            {WhenUnknown::Last, Outcome::Refused, "", "as it was: down"},
            {WhenUnknown::Up, Outcome::Ok, "", "up"},
            {WhenUnknown::Up, Outcome::Refused, "endpoint/10 (portal) up", "up although it was down"},
            {WhenUnknown::Down, Outcome::Ok, "endpoint/10 (portal) down", "down although it was up"},
            {WhenUnknown::Down, Outcome::Refused, "", "down"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            World world(one_endpoint({.stale_ms = 20'000, .when_unknown = row.rule}));
            world.see("portal@10", row.last);
            CHECK(flips_of(world.pass_ms(19'999)).empty());
            CHECK_FALSE(world.view(kPortal).is_stale);
            CHECK(flips_of(world.pass_ms(101)) == row.flips);
            CHECK(world.view(kPortal).is_stale);
            CHECK(world.view(kPortal).verdict == Verdict::Unknown);
            world.see("portal@10", row.last);
            CHECK_FALSE(world.view(kPortal).is_stale);
            CHECK(world.view(kPortal).verdict ==
                  (row.last == Outcome::Ok ? Verdict::Up : Verdict::Down));
        }
    }

    Sketch many_endpoints(int count) {
        Sketch sketch;
        sketch.site("A");
        for (int number = 0; number < count; ++number)
            sketch.probe("portal@" + std::to_string(number))
                .endpoint(std::to_string(number), "", "portal@" + std::to_string(number));
        sketch.model.safety.flips_per_s_max = 10;
        return sketch;
    }

    Effects all_refused(World & world) {
        Effects effects;
        for (const ProbeRule& probe : world.sketch.model.probes)
            append(effects, world.see(probe.check + '@' + probe.target, Outcome::Refused));
        return effects;
    }

    TEST_CASE("what has recovered while it waited for its fall does not fall") {
        World world(many_endpoints(25));
        Effects effects = all_refused(world);
        CHECK(effects.flips.size() == 10);
        CHECK(notices_of(effects) == "flips-held-back");
        world.see("portal@12", Outcome::Ok, 3);
        append(effects, world.pass_s(5));
        CHECK(world.told(endpoint("12", "portal")) == Condition{});
        CHECK(world.told(endpoint("13", "portal")).standing == Standing::Down);
        CHECK(effects.notices.size() == 1);
    }

    TEST_CASE("links and sites do not wait behind endpoints") {
        Sketch sketch = many_endpoints(25);
        sketch.probe("gateway@1").link("a-telecom", "A", "gateway@1");
        World world(sketch);
        const Effects effects = all_refused(world);
        REQUIRE(effects.flips.size() == 12);
        CHECK(to_text(effects.flips[10].subject) == "link/a-telecom");
        CHECK(to_text(effects.flips[11].subject) == "site/A");
    }

    TEST_CASE("that falls are held back is told again after a reload") {
        World world(many_endpoints(25));
        all_refused(world);
        world.load(Sketch{});
        world.load(many_endpoints(25));
        world.pass_s(2);
        CHECK(notices_of(all_refused(world)) == "flips-held-back");
    }

    TEST_CASE("the cap lets so many through each second") {
        World world(many_endpoints(25));
        Effects effects = all_refused(world);
        append(effects, world.pass_ms(999));
        CHECK(effects.flips.size() == 10);
        append(effects, world.pass_ms(1));
        CHECK(effects.flips.size() == 20);
        append(effects, world.pass_s(1));
        REQUIRE(effects.flips.size() == 25);
        for (int number = 0; number < 25; ++number)
            CHECK(effects.flips[static_cast<std::size_t>(number)].subject.name ==
                  std::to_string(number));
        CHECK(notices_of(effects) == "flips-held-back");
    }
}
