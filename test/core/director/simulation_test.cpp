#include "core/director/simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>

TEST_SUITE("core/director/simulation") {
    using namespace signpost::director;
    using signpost::health::Condition;
    using signpost::health::Outcome;
    using signpost::health::Standing;
    using signpost::health::Subject;
    using signpost::health::SubjectKind;
    using signpost::health::Verdict;

    Sketch sketch_of(std::uint32_t seed) {
        std::mt19937 source(seed);
        return random_sketch(source);
    }

    Subject any_subject(Simulation & world) {
        const std::uint32_t count = static_cast<std::uint32_t>(world.state.subjects.size());
        Subject subject = world.state.subjects[world.random(count)].subject;
        subject.check.clear();
        return world.random(10) == 0 ? service("portal.example.") : subject;
    }

    void something_happens_to_a_target(Simulation & world) {
        constexpr Outcome kOutcomes[] = {Outcome::Ok,     Outcome::Ok,      Outcome::Ok,
                                         Outcome::Failed, Outcome::Refused, Outcome::Silent};
        const auto count = static_cast<std::uint32_t>(world.sketch.model.probes.size());
        Simulation::Truth& truth =
            world.truths[world.sketch.model.probes[world.random(count)].target];
        truth.outcome = kOutcomes[world.random(6)];
        truth.loss_percent = world.random(4) == 0 ? 30 : 0;
    }

    void an_operator_speaks(Simulation & world) {
        constexpr Standing kStandings[] = {Standing::Up, Standing::Drained, Standing::TakenDown};
        Override override{.subject = any_subject(world),
                          .standing = kStandings[world.random(3)],
                          .author = "wang",
                          .reason = "test",
                          .set_wall_ms = world.now.wall_ms};
        if (world.random(2) == 0) override.until_wall_ms = world.now.wall_ms + world.random(30'000);
        switch (world.random(4)) {
        case 0:
            world.step(OverrideCleared{.subject = override.subject, .author = "wang"});
            break;
        case 1:
            world.step(Released{.subject = override.subject, .author = "wang"});
            break;
        default:
            world.step(OverrideSet{override});
        }
    }

    void something_happens(Simulation & world) {
        switch (world.random(16)) {
        case 0:
            world.restart();
            break;
        case 1:
            world.load(sketch_of(world.random(1000)));
            break;
        case 2:
            world.is_deaf = !world.is_deaf;
            break;
        case 3: // somebody sets the clock
            world.now.wall_ms += static_cast<std::int64_t>(world.random(200'000)) - 100'000;
            break;
        case 4:
        case 5:
        case 6:
            an_operator_speaks(world);
            break;
        default:
            something_happens_to_a_target(world);
        }
    }

    void check_replay(const Simulation& world) {
        State state;
        for (const Simulation::Recorded& record : world.records) {
            const Effects effects = step(state, record.event, record.now);
            REQUIRE(flips_of(effects) == flips_of(record.effects));
            REQUIRE(notices_of(effects) == notices_of(record.effects));
            REQUIRE(effects.retimes.size() == record.effects.retimes.size());
            REQUIRE(effects.is_changed == record.effects.is_changed);
        }
        CHECK(standings(state) == standings(world.state));
        CHECK(next_due_ms(state) == next_due_ms(world.state));
    }

    bool is_good(Simulation & world, const Expression& check) {
        return world.truths[world.sketch.model.probes[check.number].target].outcome == Outcome::Ok;
    }

    /// With nothing more to happen everything is as it is told, but for what hangs on what is down.
    void check_settled(Simulation & world) {
        const Model& model = world.sketch.model;
        for (const LinkRule& rule : model.links) {
            CAPTURE(rule.name);
            const auto place = world.state.places.at(link(rule.name));
            CHECK(world.state.subjects[place].is_down == !is_good(world, *rule.check));
        }
        for (const EndpointRule& rule : model.endpoints) {
            CAPTURE(to_text(rule.subject));
            if (rule.link && !is_good(world, *model.links[*rule.link].check)) continue;
            const auto place = world.state.places.at(rule.subject);
            CHECK(world.state.subjects[place].is_down == !is_good(world, rule.check));
        }
    }

    void calm_down(Simulation & world) {
        world.is_deaf = false;
        for (auto& [target, truth] : world.truths)
            truth.loss_percent = 0;
        for (const ProbeRule& probe : world.sketch.model.probes)
            if (probe.is_anchor) world.truths[probe.target] = {};
        while (!overrides(world.state).empty())
            world.step(OverrideCleared{.subject = overrides(world.state)[0].subject, .author = ""});
    }

    TEST_CASE("whatever happens, judgement keeps its promises") {
        for (std::uint32_t seed = 1; seed <= 1500; ++seed) {
            CAPTURE(seed);
            Simulation world(seed, sketch_of(seed));
            for (int event = 0; event < 25; ++event) {
                world.run_ms(world.random(4000));
                something_happens(world);
            }
            check_replay(world);
            calm_down(world);
            // Without a good one nobody bears witness, which may be blindness for all we know.
            world.truths["far"] = {};
            world.run_ms(120'000);
            check_settled(world);
        }
    }

    TEST_CASE("no deafness takes anything down, whenever it begins and however long it lasts") {
        for (std::uint32_t seed = 1; seed <= 500; ++seed) {
            CAPTURE(seed);
            Simulation world(seed, sketch_of(seed));
            for (ProbeRule& probe : world.sketch.model.probes) // one silence is too little to say
                probe.tracker.fall = std::max<std::uint8_t>(probe.tracker.fall, 2);
            world.load(Sketch(world.sketch));
            if (seed % 2 == 0) {
                world.run_ms(3000);
                for (ProbeRule& probe : world.sketch.model.probes)
                    probe.tracker.when_unknown = signpost::health::WhenUnknown::Down;
                world.load(Sketch(world.sketch));
            }
            const std::size_t flips_before = world.flips.size(); // of what must not be
            for (int round = 0; round < 5; ++round) {
                world.run_ms(3000 + world.random(1000));
                world.is_deaf = true;
                world.run_ms(world.random(round == 0 ? 40'000 : 4000));
                world.is_deaf = false;
            }
            world.run_ms(20'000);
            CHECK(world.flips.size() == flips_before);
            CHECK_FALSE(is_blind(world.state));
        }
    }

    /// Clients never see a second way down and back before the half-life of the first is over.
    void check_flapping(const std::vector<Flip>& flips,
                        const signpost::health::TrackerRules& rules) {
        constexpr std::size_t kDownAndBack = 2;
        for (std::size_t i = 0; i + 2 * kDownAndBack <= flips.size(); i += kDownAndBack) {
            REQUIRE(flips[i].to == Verdict::Down);
            const Flip& back_again = flips[i + 2 * kDownAndBack - 1];
            CHECK(back_again.when.monotonic_ms - flips[i].when.monotonic_ms >
                  std::uint64_t{rules.flap_half_life_s} * 1000);
        }
    }

    TEST_CASE("however it flaps, by the standard rules a minute has one way down and back") {
        constexpr Outcome kFailures[] = {Outcome::Refused, Outcome::Failed, Outcome::Silent};
        constexpr std::uint32_t kIntervals_ms[] = {100, 500, 1000};
        for (std::uint32_t seed = 0; seed < 60; ++seed) {
            CAPTURE(seed);
            const signpost::health::TrackerRules rules{.interval_ms = kIntervals_ms[seed % 3]};
            Sketch sketch;
            sketch.probe("portal@10", rules).endpoint("10", "", "portal@10");
            sketch.probe("portal@20").endpoint("20", "", "portal@20");
            Simulation world(seed, sketch);
            world.run_ms(5000 + world.random(1000));
            const bool is_every_2_s = seed % 2 == 0;
            const std::uint64_t end_ms = world.now.monotonic_ms + 600'000;
            while (world.now.monotonic_ms < end_ms) {
                const bool is_good = world.truths["10"].outcome == Outcome::Ok;
                world.truths["10"].outcome = is_good ? kFailures[seed / 3 % 3] : Outcome::Ok;
                world.run_ms(is_every_2_s ? 2000 : 1000 + world.random(70'000));
            }
            check_flapping(world.flips, rules);
            // Once and back, and the second time it is kept away until it is calm.
            if (is_every_2_s) CHECK(world.flips.size() <= 3);
        }
    }

    TEST_CASE("flapping gives one way down and back, and then nothing until it is calm") {
        Sketch sketch;
        sketch.probe("portal@10", {.interval_ms = 100});
        sketch.probe("portal@20").endpoint("10", "", "portal@10").endpoint("20", "", "portal@20");
        for (const Outcome failure : {Outcome::Refused, Outcome::Silent}) {
            Simulation world(1, sketch);
            world.run_ms(5000);
            for (int round = 0; round < 150; ++round) {
                world.truths["10"].outcome = round % 2 == 0 ? failure : Outcome::Ok;
                world.run_ms(2000);
            }
            CHECK(world.flips.size() == 3); // down, up, down
            world.run_ms(600'000);
            REQUIRE(world.flips.size() == 4);
            CHECK(world.flips[3].to == Verdict::Up);
        }
    }
}
