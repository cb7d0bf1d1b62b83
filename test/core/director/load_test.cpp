#include "core/director/expression.hpp"
#include "core/director/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

TEST_SUITE("core/director/load") {
    using namespace signpost::director;
    using signpost::health::Condition;
    using signpost::health::Outcome;
    using signpost::health::Standing;
    using signpost::health::TrackerRules;
    using signpost::health::Verdict;
    using signpost::health::WhenUnknown;

    Sketch one_link() {
        Sketch sketch;
        sketch.probe("gateway@1").probe("portal@10");
        sketch.site("A").link("a-telecom", "A", "gateway@1");
        sketch.endpoint("10", "a-telecom", "portal@10");
        return sketch;
    }

    Restored remembered_by(const World& before) {
        return {.verdicts = last_verdicts(before.state), .overrides = overrides(before.state)};
    }

    World restarted(const World& before, const Sketch& sketch, bool is_model_first) {
        World world(Sketch{});
        world.now.wall_ms = before.now.wall_ms + 5000;
        const Restored restored = remembered_by(before);
        if (!is_model_first) world.step(restored);
        world.load(sketch);
        if (is_model_first) world.step(restored);
        return world;
    }

    TEST_CASE("who stays in the model keeps what is known of it") {
        World world(one_link());
        world.see("portal@10", Outcome::Refused);
        world.see("gateway@1", Outcome::Failed);
        Sketch next;
        next.probe("other@9").probe("portal@10", {.fall = 3, .fall_of = 3, .rise = 2});
        next.probe("gateway@1");
        next.site("B").site("A").link("b-unicom", "B", "other@9");
        next.link("a-telecom", "A", "gateway@1");
        next.endpoint("20", "b-unicom", "other@9").endpoint("10", "a-telecom", "portal@10");
        const Effects effects = world.load(next);
        CHECK(effects.flips.empty());
        CHECK(effects.is_changed);
        CHECK(world.told(endpoint("10", "portal")).standing == Standing::Down);
        CHECK(world.view(endpoint("20", "other")).verdict == Verdict::Unknown);
        CHECK(flips_of(world.see("portal@10", Outcome::Ok, 2)) == "endpoint/10 (portal) up");
        CHECK(flips_of(world.see("gateway@1", Outcome::Failed)) ==
              "link/a-telecom down, site/A down");
    }

    TEST_CASE("who leaves is forgotten") {
        World world(one_link());
        world.see("portal@10", Outcome::Refused);
        world.load(Sketch{});
        CHECK(standings(world.state).conditions.empty());
        world.load(one_link());
        CHECK(world.view(endpoint("10", "portal")).verdict == Verdict::Unknown);
        CHECK(world.told(endpoint("10", "portal")) == Condition{});
    }

    TEST_CASE("another check may judge otherwise at once") {
        World world(one_link());
        world.see("portal@10", Outcome::Ok);
        Sketch next = one_link();
        next.model.endpoints[0].check = negated(next.is_up("portal@10"));
        CHECK(flips_of(world.load(next)) == "endpoint/10 (portal) down");
    }

    TEST_CASE("who counts as down while unknown does so from the start, and that is no flip") {
        Sketch sketch;
        sketch.probe("gateway@1", {.when_unknown = WhenUnknown::Down});
        sketch.site("A").link("a-telecom", "A", "gateway@1");
        World world{Sketch{}};
        CHECK(flips_of(world.load(sketch)).empty());
        CHECK(world.told(link("a-telecom")).standing == Standing::Down);
        CHECK(world.told(site("A")).standing == Standing::Down);
        CHECK(flips_of(world.see("gateway@1", Outcome::Ok)) == "link/a-telecom up, site/A up");
    }

    TEST_CASE("observations of probes that are no longer there are passed over") {
        World world(one_link());
        const Effects effects =
            world.step(Observed{.probe = 77, .observation = {.outcome = Outcome::Refused}});
        CHECK(effects.flips.empty());
    }

    TEST_CASE("last verdicts are in force after a restart until observations decide") {
        for (const bool is_model_first : {false, true}) {
            CAPTURE(is_model_first);
            World before(one_link());
            before.see("portal@10", Outcome::Refused);
            before.see("gateway@1", Outcome::Ok);
            World world = restarted(before, one_link(), is_model_first);
            const Condition told = world.told(endpoint("10", "portal"));
            CHECK(told.standing == Standing::Down);
            CHECK(told.cause ==
                  "endpoint 10 is down since 2026-11-22T21:00:00Z: portal 10: no luck");
            CHECK(world.view(endpoint("10", "portal")).verdict == Verdict::Down);
            CHECK(world.view(link("a-telecom")).verdict == Verdict::Up);
            CHECK(flips_of(world.see("portal@10", Outcome::Ok, 2)).empty());
            CHECK(flips_of(world.see("portal@10", Outcome::Ok)) == "endpoint/10 (portal) up");
            CHECK(flips_of(world.see("gateway@1", Outcome::Failed)).empty());
            CHECK(flips_of(world.see("gateway@1", Outcome::Failed)) ==
                  "link/a-telecom down, site/A down");
        }
    }

    TEST_CASE("a site that was down with its links is so after a restart") {
        World before(one_link());
        before.see("gateway@1", Outcome::Refused);
        World world = restarted(before, one_link(), false);
        CHECK(world.told(site("A")).standing == Standing::Down);
        CHECK(flips_of(world.see("gateway@1", Outcome::Ok, 3)) == "link/a-telecom up, site/A up");
    }

    TEST_CASE("a combination is restored so that it takes what it takes to decide otherwise") {
        Sketch sketch;
        sketch.probe("portal@10").probe("login@10");
        sketch.endpoint("10", "", "portal@10");
        sketch.model.endpoints[0].check =
            at_least(2, {sketch.is_up("portal@10"), sketch.is_up("login@10")});
        World before(sketch);
        before.see("login@10", Outcome::Refused);
        World world = restarted(before, sketch, false);
        CHECK(world.told(endpoint("10", "portal")).standing == Standing::Down);
        world.see("portal@10", Outcome::Ok, 3);
        CHECK(world.told(endpoint("10", "portal")).standing == Standing::Down);
        CHECK(flips_of(world.see("login@10", Outcome::Ok, 3)) == "endpoint/10 (portal) up");
    }

    TEST_CASE("what was never known is not remembered") {
        CHECK(last_verdicts(World(one_link()).state).size() == 1); // the site, which has no check
    }

    TEST_CASE("overrides survive a restart, with their expiry") {
        World before(one_link());
        before.set(site("A"), Standing::TakenDown, 60);
        World world = restarted(before, one_link(), false);
        CHECK(world.told(site("A")).standing == Standing::TakenDown);
        CHECK(notices_of(world.pass_ms(54'999)).empty());
        CHECK(notices_of(world.pass_ms(1)) == "override-expired site/A");
    }

    TEST_CASE("a drain goes on after a restart where it was") {
        struct Row {
            std::uint64_t before_s;
            const char* at_start;
            const char* notices; ///< Within the next 30 s.
            Standing standing;
            const char* why;
        };
        // clang-format off
        const Row rows[] = {
            {10, "", "", Standing::Up, "announced, and still so"},
            {40, "", "drain-removed site/A; drain-finished site/A", Standing::Drained, "announced"},
            {57, "drain-removed site/A", "drain-finished site/A", Standing::Drained, "its time came while it was away"},
            {62, "drain-finished site/A", "", Standing::Drained, "over while it was away"},
            {100, "", "", Standing::Drained, "over"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            World before(one_link());
            before.set(site("A"), Standing::Drained);
            before.pass_s(row.before_s);
            World world(one_link());
            world.now.wall_ms = before.now.wall_ms + 5000;
            CHECK(notices_of(world.step(remembered_by(before))) == row.at_start);
            CHECK(notices_of(world.pass_s(30)) == row.notices);
            CHECK(world.told(site("A")).standing == row.standing);
        }
    }

    TEST_CASE("what has left the answers is not given again by a restart") {
        struct Row {
            const char* why;
            std::vector<Standing> words;
        };
        const Row rows[] = {
            {"a drain that was prolonged", {Standing::Drained, Standing::Drained}},
            {"a drain of what was taken down", {Standing::TakenDown, Standing::Drained}},
        };
        for (const Row& row : rows) {
            CAPTURE(row.why);
            World before(one_link());
            for (const Standing standing : row.words) {
                before.set(site("A"), standing, 3600);
                before.pass_s(70);
            }
            before.set(site("A"), Standing::Drained, 3600);
            for (const std::int64_t clock_ms : {-3'600'000, 0, 1'000'000}) {
                before.now.wall_ms = World::kWall_ms + clock_ms;
                World world = restarted(before, one_link(), false);
                CHECK(world.told(site("A")).standing == Standing::Drained);
            }
        }
    }

    TEST_CASE("an override of a journal that knows no phases goes by when it was set") {
        World world(one_link());
        Override override{.subject = site("A"),
                          .standing = Standing::Drained,
                          .set_wall_ms = World::kWall_ms - 50'000};
        world.step(Restored{.verdicts = {}, .overrides = {override}});
        CHECK(notices_of(world.pass_ms(9'999)).empty());
        CHECK(notices_of(world.pass_ms(1)) == "drain-removed site/A");
    }

    TEST_CASE("progress that makes no sense is not believed") {
        World world(one_link());
        const Override override{.subject = site("A"),
                                .standing = Standing::TakenDown,
                                .set_wall_ms = World::kWall_ms,
                                .progress = {{.phase = Phase::Announced,
                                              .since_wall_ms = World::kWall_ms,
                                              .end_wall_ms = World::kWall_ms + 60'000}}};
        world.step(Restored{.verdicts = {}, .overrides = {override}});
        CHECK(world.told(site("A")).standing == Standing::TakenDown);
    }

    TEST_CASE("what an operator said before goes on when the journal remembers it late") {
        World before(one_link());
        before.set(site("A"), Standing::Drained);
        before.pass_s(60);
        World world(one_link());
        world.step(OverrideSet{overrides(before.state)[0]});
        CHECK(world.told(site("A")).standing == Standing::Drained);
    }

    TEST_CASE("overrides and verdicts survive a start at which there is nothing to judge") {
        World before(one_link());
        before.see("portal@10", Outcome::Refused);
        before.set(link("a-telecom"), Standing::TakenDown);
        World world(Sketch{});
        world.step(remembered_by(before));
        CHECK(world.told(link("a-telecom")).standing == Standing::TakenDown);
        CHECK(last_verdicts(world.state) == last_verdicts(before.state));
        CHECK(overrides(world.state) == overrides(before.state));
        CHECK(flips_of(world.load(one_link())).empty());
        CHECK(world.told(endpoint("10", "portal")).standing == Standing::Down);
        CHECK(world.told(link("a-telecom")).standing == Standing::TakenDown);
    }

    TEST_CASE("what is missing at a start keeps its verdict until it is there, for a month") {
        World before(one_link());
        before.see("portal@10", Outcome::Refused);
        Sketch broken; // its zone has a mistake
        broken.probe("gateway@1").site("A").link("a-telecom", "A", "gateway@1");
        for (const std::int64_t days : {29, 31}) {
            CAPTURE(days);
            World world(broken);
            world.now.wall_ms += days * 24 * 3600 * 1000;
            world.step(remembered_by(before));
            world.pass_s(1000);
            CHECK(flips_of(world.load(one_link())).empty());
            CHECK(world.told(endpoint("10", "portal")).standing ==
                  (days < 30 ? Standing::Down : Standing::Up));
            CHECK(world.state.remembered.empty());
        }
    }

    TEST_CASE("what is remembered does not contradict a probe that knows better") {
        World before(one_link());
        before.see("portal@10", Outcome::Refused);
        Sketch other;
        other.probe("portal@10").site("A").endpoint("11", "", "portal@10");
        World world(other);
        world.step(remembered_by(before));
        world.see("portal@10", Outcome::Ok);
        CHECK(flips_of(world.load(one_link())).empty());
        CHECK(world.told(endpoint("10", "portal")) == Condition{});
    }

    TEST_CASE(
        "what was up again and held back is so after a restart, until its time or a release") {
        Sketch sketch = one_link();
        sketch.model.failbacks = {{.hold_s = 60}, {.is_manual = true}};
        World before(sketch);
        before.see("portal@10", Outcome::Refused);
        before.see("portal@10", Outcome::Ok, 3);
        World world = restarted(before, sketch, false);
        CHECK(world.told(endpoint("10", "portal")).held_by == 0b11);
        world.pass_s(60);
        CHECK(world.told(endpoint("10", "portal")).held_by == 0b10);
        world.step(Released{.subject = endpoint("10"), .author = "wang"});
        World again = restarted(world, sketch, false);
        CHECK(again.told(endpoint("10", "portal")) == Condition{});
    }

    TEST_CASE("a share goes on growing after a restart") {
        Sketch sketch = one_link();
        sketch.model.safety.slow_start_s = 90;
        World before(sketch);
        before.see("portal@10", Outcome::Refused);
        before.see("portal@10", Outcome::Ok, 3);
        before.pass_s(15);
        World world = restarted(before, sketch, false); // five seconds later
        CHECK(world.told(endpoint("10", "portal")).share_percent == 30);
    }

    TEST_CASE("a hold goes on after a restart") {
        Sketch sketch = one_link();
        sketch.model.failbacks = {{.hold_s = 60}};
        World before(sketch);
        before.see("portal@10", Outcome::Refused);
        World world = restarted(before, sketch, false);
        world.see("portal@10", Outcome::Ok, 3);
        CHECK(world.told(endpoint("10", "portal")).held_by == 1);
        world.pass_s(53);
        CHECK(world.told(endpoint("10", "portal")).held_by == 0);
    }

    /// Soon after the machine has started.
    World just_booted(const Sketch& sketch, const Restored& restored) {
        World world(Sketch{});
        world.now.monotonic_ms = 30'000;
        world.load(sketch);
        world.step(restored);
        return world;
    }

    LastVerdict up_since(std::int64_t ago_s, std::int64_t fell_ago_s) {
        return {.subject = endpoint("10", "portal"),
                .verdict = Verdict::Up,
                .since_wall_ms = World::kWall_ms - ago_s * 1000,
                .evidence = "portal 10: ok",
                .fell_wall_ms = World::kWall_ms - fell_ago_s * 1000};
    }

    TEST_CASE("what was over before the machine started does not begin again") {
        constexpr std::int64_t kMonthS = 30 * 24 * 3600;
        Sketch sketch = one_link();
        sketch.model.failbacks = {{.hold_s = 3600}, {.is_manual = true}};
        sketch.model.safety.slow_start_s = 90;
        sketch.model.safety.unsteady_s = 60;
        for (ProbeRule& probe : sketch.model.probes)
            probe.tracker.stale_ms = 1'000'000'000;
        World world =
            just_booted(sketch, {.verdicts = {up_since(kMonthS, 3 * kMonthS)}, .overrides = {}});
        Condition told = world.told(endpoint("10", "portal"));
        CHECK(told.held_by == 0b10);
        CHECK(told.share_by(0) == 100);
        CHECK_FALSE(told.is_unsteady);
        World recent = just_booted(sketch, {.verdicts = {up_since(45, 3555)}, .overrides = {}});
        told = recent.told(endpoint("10", "portal"));
        CHECK(told.held_by == 0b11);
        CHECK(recent.pass_ms(44'999).notices.empty());
        CHECK(notices_of(recent.pass_ms(1)) == "hold-ended endpoint/10 (portal)");
        CHECK(recent.told(endpoint("10", "portal")).share_by(0) == 10);
    }

    TEST_CASE("a share goes on growing after the machine was started again") {
        Sketch sketch = one_link();
        sketch.model.safety.slow_start_s = 90;
        const World world = just_booted(sketch, {.verdicts = {up_since(45, 50)}, .overrides = {}});
        CHECK(world.told(endpoint("10", "portal")).share_percent == 50);
    }

    TEST_CASE("a drain of what was taken down before the machine started is over at once") {
        Sketch sketch = one_link();
        sketch.model.ttl_steady_max_s = 600;
        const Override override{.subject = site("A"),
                                .standing = Standing::TakenDown,
                                .set_wall_ms = World::kWall_ms - 3'600'000};
        World world = just_booted(sketch, {.verdicts = {}, .overrides = {override}});
        CHECK(notices_of(world.set(site("A"), Standing::Drained)) ==
              "override-set site/A; drain-finished site/A");
    }

    TEST_CASE("a start with a wrong clock prolongs no override beyond what it was set for") {
        World before(one_link());
        before.set(site("A"), Standing::TakenDown, 60);
        before.pass_s(50);
        World world(one_link());
        world.now.wall_ms = 1000; // 1970
        world.step(remembered_by(before));
        CHECK(world.told(site("A")).standing == Standing::TakenDown);
        CHECK(notices_of(world.pass_s(60)) == "override-expired site/A");
    }

    /// Endpoints "0", "1", … that are judged by probes "0" to "3".
    Sketch combined(const std::vector<Expression>& checks) {
        Sketch sketch;
        for (const char* probe : {"p@0", "p@1", "p@2", "p@3"})
            sketch.probe(probe);
        for (std::size_t number = 0; number < checks.size(); ++number) {
            sketch.endpoint(std::to_string(number), "", "p@0");
            sketch.model.endpoints.back().check = checks[number];
        }
        return sketch;
    }

    Expression probe(std::uint32_t number) {
        return {.kind = Expression::Kind::Probe, .number = number, .terms = {}};
    }

    /// What is restored in this order is so afterwards, and nothing has flipped.
    void check_restored(const Sketch& sketch, const std::vector<LastVerdict>& verdicts) {
        for (const bool is_model_first : {false, true}) {
            CAPTURE(is_model_first);
            World world(Sketch{});
            Effects effects;
            if (is_model_first) append(effects, world.load(sketch));
            append(effects, world.step(Restored{.verdicts = verdicts, .overrides = {}}));
            if (!is_model_first) append(effects, world.load(sketch));
            append(effects, world.load(Sketch(sketch)));
            CHECK(flips_of(effects).empty());
            for (const LastVerdict& last : verdicts) {
                CAPTURE(to_text(last.subject));
                CHECK((world.told(last.subject).standing == Standing::Down) ==
                      (last.verdict == Verdict::Down));
            }
        }
    }

    LastVerdict last_of(std::size_t number, Verdict verdict) {
        return {.subject = endpoint(std::to_string(number), "p"),
                .verdict = verdict,
                .since_wall_ms = World::kWall_ms - 5000};
    }

    TEST_CASE("what is guessed of probes contradicts nothing that is remembered") {
        struct Row {
            const char* why;
            std::vector<Expression> checks;
            std::vector<Verdict> verdicts;
        };
        constexpr Verdict kUp = Verdict::Up;
        constexpr Verdict kDown = Verdict::Down;
        const Expression p = probe(0);
        const Expression q = probe(1);
        const Expression r = probe(2);
        const Expression s = probe(3);
        const auto all = [](const Expression& a, const Expression& b) {
            return at_least(2, {a, b});
        };
        const auto any = [](const Expression& a, const Expression& b) {
            return at_least(1, {a, b});
        };
        const Row rows[] = {
            {"web is down, but not by what api needs, too", {all(p, q), all(p, r)}, {kDown, kUp}},
            {"one of two is up, and it is not the one that is down",
             {any(p, q), any(q, r)},
             {kUp, kDown}},
            {"a single one knows best", {all(p, q), p}, {kDown, kUp}},
            {"it must not be any", {all(p, negated(q)), all(q, r)}, {kDown, kUp}},
            {"one of each is enough", {all(p, q), all(r, s), any(p, r)}, {kDown, kDown, kUp}},
            {"nested", {all(p, any(q, r)), any(p, q)}, {kDown, kUp}},
            {"what follows from what follows",
             {all(p, q), all(q, r), r, p},
             {kDown, kDown, kUp, kUp}},
        };
        for (const Row& row : rows) {
            CAPTURE(row.why);
            std::vector<LastVerdict> verdicts;
            for (std::size_t number = 0; number < row.verdicts.size(); ++number)
                verdicts.push_back(last_of(number, row.verdicts[number]));
            check_restored(combined(row.checks), verdicts);
            std::reverse(verdicts.begin(), verdicts.end());
            check_restored(combined(row.checks), verdicts);
        }
    }

    /// So many of a few that must be, or must not be.
    Expression random_check(std::mt19937 & source) {
        const auto random = [&source](std::uint32_t below) {
            return static_cast<std::uint32_t>(source() % below);
        };
        std::vector<Expression> terms;
        for (std::uint32_t term = 0; term < 1 + random(3); ++term) {
            terms.push_back(probe(random(4)));
            if (random(5) == 0) terms.back() = negated(terms.back());
        }
        const auto count = static_cast<std::uint32_t>(terms.size());
        return at_least(1 + random(count), std::move(terms));
    }

    TEST_CASE("nothing flips by being restored, however checks share their probes") {
        for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
            CAPTURE(seed);
            std::mt19937 source(seed);
            std::vector<ProbeState> truth(4);
            for (ProbeState& known : truth)
                known.tracker.restore(source() % 2 == 0 ? Verdict::Up : Verdict::Down);
            std::vector<Expression> checks;
            std::vector<LastVerdict> verdicts;
            for (std::size_t number = 0; number < 2 + seed % 3; ++number) {
                checks.push_back(random_check(source));
                verdicts.push_back(last_of(number, value(checks.back(), truth)));
            }
            std::shuffle(verdicts.begin(), verdicts.end(), source);
            check_restored(combined(checks), verdicts);
        }
    }

    TEST_CASE("the check of a site that is down with its links is not blamed for it") {
        Sketch sketch = one_link();
        sketch.probe("power@A");
        sketch.model.sites[0].check = sketch.is_up("power@A");
        World before(sketch);
        before.see("power@A", Outcome::Ok);
        before.see("gateway@1", Outcome::Refused);
        World world = restarted(before, sketch, true);
        CHECK(world.told(site("A")).standing == Standing::Down);
        CHECK(flips_of(world.see("gateway@1", Outcome::Ok, 3)) == "link/a-telecom up, site/A up");
    }

    TEST_CASE("a site that is down by its own check is so though its links are held up") {
        Sketch sketch = one_link();
        sketch.probe("power@A");
        sketch.model.sites[0].check = sketch.is_up("power@A");
        World before(sketch);
        before.see("gateway@1", Outcome::Refused);
        before.set(link("a-telecom"), Standing::Up);
        before.see("power@A", Outcome::Refused);
        for (const bool is_model_first : {false, true}) {
            World world = restarted(before, sketch, is_model_first);
            CHECK(world.told(site("A")).standing == Standing::Down);
            CHECK(flips_of(world.see("power@A", Outcome::Ok, 2)).empty());
            CHECK(flips_of(world.see("power@A", Outcome::Ok)) == "site/A up");
        }
    }
}
