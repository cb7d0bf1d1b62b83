#include "core/director/simulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

namespace signpost::director {
namespace {

using health::Outcome;
using health::Standing;
using health::Verdict;

std::string name_of(const ProbeRule& rule) {
    return rule.check + '@' + rule.target;
}

} // namespace

Simulation::Simulation(std::uint32_t seed, const Sketch& first) : source_(seed) {
    load(first);
}

std::uint32_t Simulation::random(std::uint32_t below) {
    return static_cast<std::uint32_t>(source_() % below);
}

void Simulation::go_to(std::uint64_t at_ms) {
    at_ms = std::max(at_ms, now.monotonic_ms); // what was put off while it was being asked
    now.wall_ms += static_cast<std::int64_t>(at_ms - now.monotonic_ms);
    now.monotonic_ms = at_ms;
}

void Simulation::run_ms(std::uint64_t duration_ms) {
    const std::uint64_t end_ms = now.monotonic_ms + duration_ms;
    for (;;) {
        std::uint64_t next_ms = next_due_ms(state).value_or(end_ms + 1);
        std::uint32_t probe = std::numeric_limits<std::uint32_t>::max();
        for (std::uint32_t number = 0; number < askings_.size(); ++number) {
            const Asking& asking = askings_[number];
            const std::uint64_t at_ms = asking.ends_ms != 0 ? asking.ends_ms : asking.next_ms;
            if (at_ms >= next_ms) continue;
            next_ms = at_ms;
            probe = number;
        }
        if (next_ms > end_ms) break;
        go_to(next_ms);
        if (probe == std::numeric_limits<std::uint32_t>::max())
            step(Tick{});
        else if (askings_[probe].ends_ms != 0)
            finish(probe);
        else
            start(probe);
    }
    go_to(end_ms);
}

void Simulation::start(std::uint32_t probe) {
    Asking& asking = askings_[probe];
    const Truth& truth = truths[sketch.model.probes[probe].target];
    const bool is_lost = is_deaf || random(100) < truth.loss_percent;
    asking.outcome = is_lost ? Outcome::Silent : truth.outcome;
    asking.started_ms = now.monotonic_ms;
    asking.ends_ms =
        now.monotonic_ms + (asking.outcome == Outcome::Silent ? kTimeout_ms : 5 + random(30));
    asking.next_ms = now.monotonic_ms + sketch.model.probes[probe].tracker.interval_ms;
}

void Simulation::finish(std::uint32_t probe) {
    Asking& asking = askings_[probe];
    if (is_deaf && asking.outcome != Outcome::Silent) { // the answer is lost on its way
        asking.outcome = Outcome::Silent;
        asking.ends_ms = asking.started_ms + kTimeout_ms;
        return;
    }
    asking.ends_ms = 0;
    look(probe, asking.outcome);
    step(Observed{.probe = probe,
                  .observation = {.outcome = asking.outcome,
                                  .started_ms = asking.started_ms,
                                  .ended_ms = now.monotonic_ms,
                                  .rtt_us = 1000,
                                  .detail = asking.outcome == Outcome::Ok ? "" : "no luck"}});
}

void Simulation::look(std::uint32_t probe, Outcome outcome) {
    const ProbeRule& rule = sketch.model.probes[probe];
    Sightings& seen = sightings_[name_of(rule)];
    if (outcome == Outcome::Ok) {
        // A window of so many looks past what is good in between.
        const std::uint32_t rise = std::max(rule.tracker.rise, rule.tracker.fall_of);
        if (++seen.good_in_row >= rise) seen = {.good_in_row = seen.good_in_row};
        return;
    }
    seen.good_in_row = 0;
    ++seen.failures;
    seen.is_enough |= outcome == Outcome::Refused || seen.failures >= rule.tracker.fall;
}

Effects Simulation::step(const Event& event) {
    const bool was_blind = is_blind(state);
    const Effects effects = director::step(state, event, now);
    records.push_back({event, now, effects});
    for (const Retime& retime : effects.retimes) {
        REQUIRE(retime.probe < askings_.size());
        Asking& asking = askings_[retime.probe];
        asking.next_ms = std::min(asking.next_ms, now.monotonic_ms + retime.delay_ms);
    }
    check(event, effects, was_blind);
    return effects;
}

void Simulation::load(const Sketch& next) {
    sketch = next;
    askings_.assign(sketch.model.probes.size(), {});
    for (Asking& asking : askings_)
        asking.next_ms = now.monotonic_ms + random(1000);
    const auto model = std::make_shared<const Model>(sketch.model);
    step(ModelLoaded{model});
    // Who has left begins anew when it comes back.
    std::erase_if(last_, [&](const auto& entry) { return !state.places.contains(entry.first); });
}

void Simulation::restart() {
    const Restored restored{.verdicts = last_verdicts(state), .overrides = overrides(state)};
    const health::Standings before = standings(state);
    state = {};
    records.clear();
    if (random(2) == 0) start_machine();
    const std::size_t flips_before = flips.size();
    step(restored);
    load(sketch);
    for (std::size_t flip = flips_before; flip < flips.size(); ++flip) // a site goes by its links
        CHECK(flips[flip].subject.kind == health::SubjectKind::Site);
    const health::Standings after = standings(state);
    check_holds(before, after);
    for (const auto& entry : before.conditions) {
        const health::Subject& subject = entry.first;
        const health::Condition& condition = entry.second;
        CAPTURE(to_text(subject));
        // Overrides go by the clock here, which jumps; a site goes by its links, with theirs.
        if (subject.kind == health::SubjectKind::Site) continue;
        if (condition.cause.find(" by ") != std::string::npos) continue;
        const health::Condition* const found = after.find(subject);
        CHECK((found == nullptr ? Standing::Up : found->standing) == condition.standing);
    }
}

/// Its monotonic clock begins anew.
void Simulation::start_machine() {
    const bool was_set = is_clock_set();
    now.monotonic_ms = 1000 + random(10'000);
    lead_ms_ = now.wall_ms - static_cast<std::int64_t>(now.monotonic_ms) - (was_set ? 1 : 0);
}

bool Simulation::is_clock_set() const {
    return now.wall_ms - static_cast<std::int64_t>(now.monotonic_ms) != lead_ms_;
}

/// Nothing is held back by a restart, and nothing let go.
void Simulation::check_holds(const health::Standings& before, const health::Standings& after) {
    if (is_clock_set()) return; // by which alone a restart can tell
    for (const SubjectState& known : state.subjects) {
        CAPTURE(to_text(known.subject));
        if (known.subject.kind == health::SubjectKind::Site) continue; // it goes by its links
        const health::Condition* const was = before.find(known.subject);
        const health::Condition* const is = after.find(known.subject);
        CHECK((was == nullptr ? 0 : was->held_by) == (is == nullptr ? 0 : is->held_by));
    }
}

void Simulation::check(const Event& event, const Effects& effects, bool was_blind) {
    CHECK(next_due_ms(state).value_or(now.monotonic_ms + 1) > now.monotonic_ms);
    if (!effects.flips.empty()) CHECK(effects.is_changed);
    for (const Flip& flip : effects.flips) {
        CAPTURE(to_text(flip.subject));
        if (was_blind && is_blind(state)) CHECK(flip.to == Verdict::Up);
        check_flip(flip);
        flips.push_back(flip);
    }
    const bool is_seen = std::holds_alternative<Observed>(event);
    if (!is_seen || !effects.flips.empty()) check_overrides();
}

void Simulation::check_flip(const Flip& flip) {
    const auto last = last_.try_emplace(flip.subject, Verdict::Up).first;
    CHECK(flip.to != last->second); // flips alternate
    last->second = flip.to;
    CHECK_FALSE(flip.evidence.empty());
    if (flip.to != Verdict::Down || flip.subject.kind != health::SubjectKind::Endpoint) return;
    const auto rule =
        std::ranges::find(sketch.model.endpoints, flip.subject, &EndpointRule::subject);
    REQUIRE(rule != sketch.model.endpoints.end());
    if (rule->check.kind != Expression::Kind::Probe) return;
    const ProbeRule& probe = sketch.model.probes[rule->check.number];
    const Sightings& seen = sightings_[name_of(probe)];
    // It may also be kept away for flapping since its fall had to wait for its turn.
    const bool is_suppressed =
        state.probes[rule->check.number].tracker.reuse_ms(probe.tracker).has_value();
    CHECK((seen.is_enough || is_suppressed));
}

void Simulation::check_overrides() {
    const health::Standings all = standings(state);
    std::set<health::Subject> removed;
    for (const Override& override : overrides(state)) {
        CAPTURE(to_text(override.subject));
        const health::Condition* const found = all.find(override.subject);
        const Standing told = found == nullptr ? Standing::Up : found->standing;
        if (override.standing != Standing::Drained) CHECK(told == override.standing);
        const auto place = state.places.find(override.subject);
        const bool is_down = place != state.places.end() && state.subjects[place->second].is_down;
        if (override.standing == Standing::Drained) CHECK((told == Standing::Down) == is_down);
        if (override.standing == Standing::Up) continue;
        // Once it has left the answers, neither time nor restarts nor another such word bring it
        // back.
        if (removed_.contains(override.subject)) CHECK(told != Standing::Up);
        if (told == Standing::Drained || told == Standing::TakenDown ||
            (is_down && removed_.contains(override.subject)))
            removed.insert(override.subject);
    }
    removed_ = std::move(removed);
}

Sketch random_sketch(std::mt19937& source) {
    const auto random = [&source](std::uint32_t below) {
        return static_cast<std::uint32_t>(source() % below);
    };
    const auto rules = [&] {
        const auto fall = static_cast<std::uint8_t>(1 + random(3));
        return health::TrackerRules{.fall = fall,
                                    .fall_of = static_cast<std::uint8_t>(fall + random(2)),
                                    .rise = static_cast<std::uint8_t>(1 + random(3)),
                                    .interval_ms = random(3) == 0 ? 500U : 1000U,
                                    .flap_half_life_s = 10,
                                    .flap_suppress = random(2) == 0 ? 0U : 1500U,
                                    .flap_reuse = 500};
    };
    Sketch sketch;
    const std::uint32_t sites = 1 + random(2);
    for (std::uint32_t site = 0; site < sites; ++site) {
        const std::string name(1, static_cast<char>('A' + site));
        sketch.site(name);
        const std::uint32_t links = 1 + random(2);
        for (std::uint32_t number = 0; number < links; ++number) {
            const std::string link = name + std::to_string(number);
            sketch.probe("gateway@" + link, rules()).link(link, name, "gateway@" + link);
            for (std::uint32_t endpoint = random(3); endpoint > 0; --endpoint) {
                const std::string address = link + std::to_string(endpoint);
                sketch.probe("portal@" + address, rules());
                sketch.endpoint(address, link, "portal@" + address);
                if (random(4) == 0) sketch.depends_on("portal@" + address, "gateway@" + link);
            }
        }
    }
    for (std::uint32_t anchor = random(3); anchor > 0; --anchor)
        sketch.anchor("anchor@" + std::to_string(anchor));
    sketch.probe("portal@far", rules()).endpoint("far", "", "portal@far");
    sketch.model.safety.unsteady_s = 5;
    sketch.model.safety.slow_start_s = random(2) * 9;
    sketch.model.safety.flips_per_s_max = 1 + random(5);
    sketch.model.ttl_steady_max_s = 10;
    sketch.model.failbacks = {{}, {.hold_s = 20}, {.is_manual = true}};
    return sketch;
}

} // namespace signpost::director
