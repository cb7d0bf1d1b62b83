#include "core/director/world.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/director/override") {
    using namespace signpost::director;
    using signpost::health::Condition;
    using signpost::health::Outcome;
    using signpost::health::Standing;
    using signpost::health::Verdict;

    Sketch site_with_link() {
        Sketch sketch;
        sketch.probe("gateway@1").probe("portal@10");
        sketch.site("A").link("a-telecom", "A", "gateway@1");
        sketch.endpoint("10", "a-telecom", "portal@10");
        return sketch;
    }

    TEST_CASE("an operator's word counts in place of the probes, on whatever it is") {
        for (const auto& subject :
             {site("A"), link("a-telecom"), endpoint("10"), service("portal.example.")}) {
            CAPTURE(to_text(subject));
            World world(site_with_link());
            const Effects effects = world.set(subject, Standing::TakenDown);
            CHECK(notices_of(effects) == "override-set " + to_text(subject));
            CHECK(effects.is_changed);
            CHECK(world.told(subject).standing == Standing::TakenDown);
            CHECK(world.told(subject).is_unsteady);
            world.see("gateway@1", Outcome::Ok, 3);
            world.see("portal@10", Outcome::Ok, 3);
            CHECK(world.told(subject).standing == Standing::TakenDown);
            CHECK(notices_of(world.clear(subject)) == "override-cleared " + to_text(subject));
            CHECK(standings(world.state).conditions.empty());
        }
    }

    TEST_CASE("what is held up stays so, whatever its probes say") {
        World world(site_with_link());
        world.set(link("a-telecom"), Standing::Up);
        world.set(endpoint("10"), Standing::Up);
        world.see("gateway@1", Outcome::Refused);
        world.see("portal@10", Outcome::Refused);
        CHECK(world.told(link("a-telecom")) == Condition{});
        const Condition told = world.told(endpoint("10"));
        CHECK(told.standing == Standing::Up);
        CHECK_FALSE(told.is_unsteady);
        CHECK(told.cause == "endpoint 10 is held up by wang: maintenance, until it is cleared");
        const View view = world.view(endpoint("10", "portal"));
        CHECK(view.verdict == Verdict::Down);
        CHECK(view.condition == told);
        CHECK(view.override.has_value());
        CHECK(world.told(endpoint("10", "portal")).standing == Standing::Down);
    }

    TEST_CASE("an override ends by itself, by the time that has passed and not by the clock") {
        World world(site_with_link());
        world.set(site("A"), Standing::TakenDown, 3600);
        CHECK(world.told(site("A")).cause ==
              "site A is taken down by wang: maintenance, until 2026-11-22T22:00:00Z");
        world.now.wall_ms += 24LL * 3600 * 1000;
        CHECK(notices_of(world.pass_s(3599)).empty());
        world.now.wall_ms -= 48LL * 3600 * 1000;
        CHECK(world.told(site("A")).standing == Standing::TakenDown);
        CHECK(notices_of(world.pass_s(1)) == "override-expired site/A");
        CHECK(overrides(world.state).empty());
        CHECK(standings(world.state).conditions.empty());
    }

    TEST_CASE("an override that is over already goes at once") {
        World world(site_with_link());
        const Effects effects = world.step(OverrideSet{
            {.subject = site("A"), .standing = Standing::TakenDown, .until_wall_ms = 5}});
        CHECK(notices_of(effects) == "override-set site/A; override-expired site/A");
        CHECK(world.told(site("A")) == Condition{});
    }

    TEST_CASE("a drain lowers the TTL, then removes, and says when the last answer is gone") {
        for (const auto& subject :
             {site("A"), link("a-telecom"), endpoint("10"), service("portal.example.")}) {
            CAPTURE(to_text(subject));
            World world(site_with_link());
            world.set(subject, Standing::Drained);
            CHECK(world.told(subject).standing == Standing::Up);
            CHECK(world.told(subject).is_unsteady);
            CHECK(world.told(subject).cause.find("is about to be drained by wang") !=
                  std::string::npos);
            CHECK(notices_of(world.pass_ms(59'999)).empty());
            const Effects removed = world.pass_ms(1);
            CHECK(notices_of(removed) == "drain-removed " + to_text(subject));
            CHECK(removed.is_changed);
            CHECK(world.told(subject).standing == Standing::Drained);
            CHECK(world.told(subject).is_unsteady);
            CHECK(notices_of(world.pass_ms(4'999)).empty());
            CHECK(notices_of(world.pass_ms(1)) == "drain-finished " + to_text(subject));
            CHECK_FALSE(world.told(subject).is_unsteady);
            CHECK(world.told(subject).standing == Standing::Drained);
        }
    }

    TEST_CASE("a drain that is only announced does not bring back what is down") {
        World world(site_with_link());
        world.see("gateway@1", Outcome::Refused);
        world.set(link("a-telecom"), Standing::Drained);
        CHECK(world.told(link("a-telecom")).standing == Standing::Down);
        World other(site_with_link());
        other.set(endpoint("10"), Standing::Drained);
        other.see("portal@10", Outcome::Refused);
        CHECK(other.view(endpoint("10", "portal")).condition.standing == Standing::Down);
    }

    TEST_CASE("a drain that is set again goes on; what was taken down is not given once more") {
        World world(site_with_link());
        world.set(site("A"), Standing::Drained);
        world.pass_s(40);
        world.set(site("A"), Standing::Drained, 3600);
        CHECK(notices_of(world.pass_s(20)) == "drain-removed site/A");
        world.set(site("A"), Standing::TakenDown);
        world.set(site("A"), Standing::Drained);
        CHECK(world.told(site("A")).standing == Standing::Drained);
        CHECK(notices_of(world.pass_ms(59'999)).empty()); // answers of before live as long as that
        CHECK(notices_of(world.pass_ms(1)) == "drain-finished site/A");
    }

    TEST_CASE("a drain of what was taken down long ago is over at once") {
        World world(site_with_link());
        world.set(site("A"), Standing::TakenDown);
        world.pass_s(50);
        world.set(site("A"), Standing::TakenDown);
        world.pass_s(10);
        CHECK(notices_of(world.set(site("A"), Standing::Drained)) ==
              "override-set site/A; drain-finished site/A");
        CHECK(world.told(site("A")).standing == Standing::Drained);
    }

    TEST_CASE("an announced drain keeps its time, whatever TTLs a new configuration has") {
        for (const std::uint32_t ttl_s : {10U, 600U}) {
            CAPTURE(ttl_s);
            World world(site_with_link());
            world.set(site("A"), Standing::Drained);
            Sketch next = site_with_link();
            next.model.ttl_steady_max_s = ttl_s;
            world.load(next);
            CHECK(notices_of(world.pass_ms(59'999)).empty());
            CHECK(notices_of(world.pass_ms(1)) == "drain-removed site/A");
            next.model.ttl_unsteady_s = ttl_s;
            world.load(next);
            CHECK(notices_of(world.pass_ms(4'999)).empty());
            CHECK(notices_of(world.pass_ms(1)) == "drain-finished site/A");
        }
    }

    TEST_CASE("a word replaces the one before") {
        World world(site_with_link());
        world.set(site("A"), Standing::TakenDown, 10);
        world.set(site("A"), Standing::TakenDown, 100);
        CHECK(overrides(world.state).size() == 1);
        CHECK(notices_of(world.pass_s(50)).empty());
        CHECK(notices_of(world.pass_s(50)) == "override-expired site/A");
    }

    TEST_CASE("a word on what is not there waits for it") {
        World world(site_with_link());
        world.set(site("B"), Standing::TakenDown);
        CHECK(world.told(site("B")).standing == Standing::TakenDown);
        Sketch more = site_with_link();
        more.site("B");
        world.load(more);
        CHECK(world.told(site("B")).standing == Standing::TakenDown);
        CHECK(world.view(site("B")).override.has_value());
        world.clear(site("B"));
        CHECK(world.told(site("B")) == Condition{});
    }

    TEST_CASE("after a word has ended answers are short for a while") {
        Sketch sketch = site_with_link();
        sketch.model.safety.unsteady_s = 60;
        for (auto& probe : sketch.model.probes)
            probe.tracker.stale_ms = 1'000'000;
        World world(sketch);
        world.set(endpoint("10"), Standing::TakenDown);
        world.clear(endpoint("10"));
        CHECK(world.view(endpoint("10", "portal")).condition.is_unsteady);
        CHECK(world.told(endpoint("10")).is_announced()); // beside the checks
        CHECK(world.pass_s(60).is_changed);
        CHECK(standings(world.state).conditions.empty());
        for (const auto& subject : {site("A"), service("portal.example.")}) {
            CAPTURE(to_text(subject));
            world.set(subject, Standing::TakenDown);
            world.clear(subject);
            CHECK(world.told(subject).is_unsteady);
            CHECK(world.told(subject).standing == Standing::Up);
            world.set(subject, Standing::TakenDown);
            CHECK(world.told(subject).standing == Standing::TakenDown);
            world.clear(subject);
            CHECK(world.pass_ms(59'999).notices.empty());
            CHECK(world.told(subject).is_unsteady);
            CHECK(world.pass_ms(1).is_changed);
            CHECK(standings(world.state).conditions.empty());
        }
    }

    TEST_CASE("what is held up is given with the short TTL for a while, in place of its checks") {
        Sketch sketch = site_with_link();
        sketch.model.safety.unsteady_s = 60;
        for (auto& probe : sketch.model.probes)
            probe.tracker.stale_ms = 1'000'000;
        for (const auto& subject :
             {site("A"), link("a-telecom"), endpoint("10"), service("portal.example.")}) {
            CAPTURE(to_text(subject));
            World world(sketch);
            world.set(subject, Standing::Up);
            world.pass_s(30);
            world.set(subject, Standing::Up, 3600); // prolonged: it goes on
            const Condition told = world.told(subject);
            CHECK(told.is_unsteady);
            CHECK_FALSE(told.is_announced());
            const Effects effects = world.pass_s(30);
            CHECK(effects.is_changed);
            CHECK(effects.notices.empty());
            CHECK_FALSE(world.told(subject).is_unsteady);
        }
    }

    TEST_CASE("notices name the operator") {
        World world(site_with_link());
        CHECK(world.set(site("A"), Standing::TakenDown).notices[0].author == "wang");
        CHECK(world.clear(site("A")).notices[0].author == "wang");
    }

    TEST_CASE("views show a service with a word on it") {
        World world(site_with_link());
        CHECK(views(world.state).size() == 3);
        world.set(service("portal.example."), Standing::Drained);
        const std::vector<View> all = views(world.state);
        REQUIRE(all.size() == 4);
        CHECK(all[3].subject == service("portal.example."));
        CHECK(all[3].override->author == "wang");
        CHECK(all[2].parent == 1);
        CHECK(all[1].parent == 0);
        CHECK_FALSE(all[0].parent);
    }

    TEST_CASE("a drain in force does not bring back what is down, and says nothing better of it") {
        World world(site_with_link());
        world.set(link("a-telecom"), Standing::Drained);
        world.set(endpoint("10"), Standing::Drained);
        world.pass_s(70);
        CHECK(world.told(link("a-telecom")).standing == Standing::Drained);
        CHECK(world.see("gateway@1", Outcome::Refused).is_changed);
        CHECK(world.told(link("a-telecom")).standing == Standing::Down);
        CHECK(world.told(link("a-telecom")).cause.find("is down since") != std::string::npos);
        CHECK(world.see("gateway@1", Outcome::Ok, 3).is_changed);
        CHECK(world.told(link("a-telecom")).standing == Standing::Drained);
        CHECK(world.told(link("a-telecom")).cause.find("is drained by wang") != std::string::npos);
        const auto portal = endpoint("10", "portal");
        CHECK(world.view(portal).condition.standing == Standing::Drained);
        world.pass_ms(100);
        world.see("portal@10", Outcome::Refused);
        CHECK(world.view(portal).condition.standing == Standing::Down);
        CHECK(world.view(portal).condition.cause.find("is down since") != std::string::npos);
        CHECK(world.view(portal).override.has_value());
        world.set(endpoint("10"), Standing::Up);
        CHECK(world.view(portal).condition.standing == Standing::Up);
    }

    TEST_CASE("what is held back and drained is down for those that hold it back") {
        Sketch sketch = site_with_link();
        sketch.model.failbacks = {{}, {.hold_s = 600}};
        World world(sketch);
        world.see("gateway@1", Outcome::Refused);
        world.see("gateway@1", Outcome::Ok, 3);
        world.set(link("a-telecom"), Standing::Drained);
        world.pass_s(70);
        CHECK(world.told(link("a-telecom")).standing == Standing::Drained);
        CHECK(world.told(link("a-telecom")).held_by == 0b10);
    }
}
