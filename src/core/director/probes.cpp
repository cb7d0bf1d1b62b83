#include "core/director/probes.hpp"

#include "core/director/causes.hpp"
#include "core/director/expression.hpp"
#include "core/director/hearing.hpp"
#include "core/director/subjects.hpp"

#include <algorithm>
#include <utility>

namespace signpost::director {
namespace {

using health::Observation;
using health::Outcome;
using health::Tracker;
using health::Verdict;

/// Probes that fell silent for long are looked for so often: many grow stale at the same time.
constexpr std::uint64_t kStaleGrainMs = 100;

const health::TrackerRules& rules_of(const State& state, std::uint32_t probe) {
    return state.model->probes[probe].tracker;
}

/// When it will have been too long that something was done.
std::uint64_t stale_ms(const State& state, std::uint32_t probe, std::uint64_t done_ms) {
    return done_ms + rules_of(state, probe).stale_ms;
}

void note(ProbeState& known, const Observation& observation, std::uint64_t now_ms) {
    known.seen_ms = now_ms;
    known.is_silent = needs_witness(observation.outcome);
    known.is_failing = observation.outcome != Outcome::Ok;
    if (observation.outcome == Outcome::Ok) {
        known.rtt_us = observation.rtt_us;
        known.load_percent = observation.load_percent;
    } else {
        known.failed_ms = now_ms;
        known.last_error = observation.detail;
    }
}

void notice_for_subjects(const Turn& turn, std::uint32_t probe, Occasion occasion) {
    for (const std::uint32_t subject : turn.state.probes[probe].subjects)
        turn.effects.notices.push_back({.occasion = occasion,
                                        .subject = turn.state.subjects[subject].subject,
                                        .detail = evidence_of_probe(turn.state, probe),
                                        .when = turn.now});
}

/// Once for all its returns and falls while it is kept away.
void tell_suppression(const Turn& turn, std::uint32_t probe) {
    if (!std::exchange(turn.state.probes[probe].is_kept_away, true))
        notice_for_subjects(turn, probe, Occasion::Suppressed);
}

void tell_reuse(const Turn& turn, std::uint32_t probe) {
    if (std::exchange(turn.state.probes[probe].is_kept_away, false))
        notice_for_subjects(turn, probe, Occasion::Reused);
}

/// What a probe says has changed.
void follow(const Turn& turn, std::uint32_t probe, std::optional<std::uint64_t> seen_ms) {
    recount(turn.state, probe);
    const ProbeState& known = turn.state.probes[probe];
    for (const std::uint32_t follower : known.followers)
        requiet(turn, follower);
    for (const std::uint32_t subject : known.subjects)
        settle(turn, subject, seen_ms);
}

void retime(const Turn& turn, std::uint32_t probe) {
    turn.effects.retimes.push_back(
        {.probe = probe, .delay_ms = rules_of(turn.state, probe).retry_ms});
}

void obey(const Turn& turn, std::uint32_t probe, Tracker::Outcome outcome, std::uint64_t seen_ms) {
    switch (outcome) {
    case Tracker::Outcome::Nothing:
        break;
    case Tracker::Outcome::Awaiting:
        await_witness(turn, probe);
        [[fallthrough]];
    case Tracker::Outcome::Undecided:
        retime(turn, probe);
        break;
    case Tracker::Outcome::Fell:
        if (turn.state.probes[probe].is_silent) note_silent_fall(turn.state, turn.now.monotonic_ms);
        follow(turn, probe, seen_ms);
        break;
    case Tracker::Outcome::Rose:
        tell_reuse(turn, probe);
        follow(turn, probe, seen_ms);
        break;
    case Tracker::Outcome::Suppressed:
        tell_suppression(turn, probe);
        arm_probe(turn.state, probe);
        break;
    }
}

void tell_blindness(const Turn& turn, Occasion occasion, std::string detail) {
    turn.effects.notices.push_back(
        {.occasion = occasion, .subject = {}, .detail = std::move(detail), .when = turn.now});
}

/// That nothing was heard of them while we were blind says nothing of them: they get their time
/// anew. Who had been stale before is so still.
void refresh(const Turn& turn) {
    State& state = turn.state;
    for (std::uint32_t probe = 0; probe < state.probes.size(); ++probe) {
        ProbeState& known = state.probes[probe];
        if (stale_ms(state, probe, known.heard_ms) <= state.hearing.blind_since_ms) continue;
        known.heard_ms = turn.now.monotonic_ms;
        const bool was_stale = std::exchange(known.is_stale, false);
        arm_probe(state, probe);
        if (was_stale) follow(turn, probe, std::nullopt);
    }
}

/// Verdicts move again; some wanted to all the while.
void thaw(const Turn& turn, std::string reason) {
    State& state = turn.state;
    tell_blindness(turn, Occasion::Thawed, std::move(reason));
    refresh(turn); // nothing falls yet
    state.hearing.is_blind = false;
    state.hearing.thawed_ms = turn.now.monotonic_ms;
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject)
        settle(turn, subject, std::nullopt);
}

/// What waited for a witness has got one.
void hear_waiting(const Turn& turn) {
    State& state = turn.state;
    const std::uint64_t witness_ms = *state.hearing.witness_ms;
    const std::vector<std::uint32_t> waiting = std::exchange(state.hearing.waiting, {});
    for (const std::uint32_t probe : waiting) {
        ProbeState& known = state.probes[probe];
        const auto awaits_ms = known.tracker.awaits_ms();
        if (awaits_ms && *awaits_ms > witness_ms) {
            state.hearing.waiting.push_back(probe);
            continue;
        }
        known.waits_since_ms = 0;
        if (!awaits_ms) continue;
        obey(turn, probe,
             known.tracker.hear(rules_of(state, probe), witness_ms, turn.now.monotonic_ms),
             *awaits_ms);
    }
}

/// A failure that says nothing of the probed: of a known reason, or of ourselves. Who was asked
/// while we were blind may have answered.
bool is_passed_over(const State& state, const ProbeState& known,
                    const Observation& observation) noexcept {
    return known.is_quiet || state.hearing.is_blind ||
           (known.is_silent && observation.started_ms < state.hearing.thawed_ms);
}

/// What subjects were said to be while what they hang on was down may have been seen again now.
void confirm_for_subjects(const Turn& turn, std::uint32_t probe, const Observation& observation) {
    State& state = turn.state;
    ProbeState& known = state.probes[probe];
    const bool is_good = observation.outcome == Outcome::Ok;
    if (!known.has_unconfirmed || is_good != (known.counted() == Verdict::Up)) return;
    if (known.tracker.reuse_ms(rules_of(state, probe)))
        return; // down for what it was, not for this
    known.has_unconfirmed = false;
    for (const std::uint32_t subject : known.subjects) {
        const Expression* const check = check_of(state, subject);
        if (check != nullptr && is_reason(*check, probe, state.probes))
            confirm(turn, subject, observation.started_ms);
        known.has_unconfirmed |= state.subjects[subject].is_unconfirmed;
    }
}

void judge(const Turn& turn, std::uint32_t probe, const Observation& observation) {
    State& state = turn.state;
    ProbeState& known = state.probes[probe];
    auto witness_ms = state.hearing.witness_ms;
    if (known.is_silent && is_alone(state, turn.now.monotonic_ms))
        witness_ms = observation.ended_ms;
    obey(turn, probe,
         known.tracker.observe(rules_of(state, probe), observation, witness_ms,
                               turn.now.monotonic_ms),
         observation.started_ms);
    confirm_for_subjects(turn, probe, observation);
}

} // namespace

void on_observed(const Turn& turn, const Observed& observed) {
    State& state = turn.state;
    const Observation& observation = observed.observation;
    if (observed.probe >= state.probes.size() || observation.outcome == Outcome::Unasked) return;
    ProbeState& known = state.probes[observed.probe];
    note(known, observation, turn.now.monotonic_ms);
    const bool was_mute = std::exchange(known.is_mute, false);
    recount(state, observed.probe);
    if (known.is_failing && state.model->probes[observed.probe].is_anchor)
        miss_anchor(state, turn.now.monotonic_ms);
    if (known.is_failing && is_passed_over(state, known, observation)) {
        known.tracker.pass_over();
        if (was_mute) arm_probe(state, observed.probe);
        return;
    }
    known.heard_ms = turn.now.monotonic_ms;
    if (std::exchange(known.is_stale, false)) {
        arm_probe(state, observed.probe);
        follow(turn, observed.probe, observation.started_ms);
    }
    judge(turn, observed.probe, observation);
    if (observation.outcome != Outcome::Ok) return;
    if (!bears_witness(turn, observed.probe, observation.started_ms)) return;
    if (state.hearing.is_blind) thaw(turn, evidence_of_probe(state, observed.probe));
    hear_waiting(turn);
}

void on_probe_due(const Turn& turn, std::uint32_t probe) {
    State& state = turn.state;
    ProbeState& known = state.probes[probe];
    const std::uint64_t now_ms = turn.now.monotonic_ms;
    if (known.tracker.reuse(rules_of(state, probe), now_ms) == Tracker::Outcome::Rose) {
        tell_reuse(turn, probe);
        follow(turn, probe, std::nullopt);
    }
    if (!known.is_stale && stale_ms(state, probe, known.heard_ms) <= now_ms) {
        known.is_stale = true;
        follow(turn, probe, std::nullopt);
    }
    if (!known.is_mute && stale_ms(state, probe, known.seen_ms) <= now_ms) {
        known.is_mute = true;
        recount(state, probe);
    }
    arm_probe(state, probe);
}

void on_waiting_due(const Turn& turn) {
    State& state = turn.state;
    Hearing& hearing = state.hearing;
    if (hearing.is_blind || !has_gone_blind(turn)) return;
    hearing.is_blind = true;
    hearing.blind_since_ms = *state.probes[hearing.waiting.front()].tracker.awaits_ms();
    for (const std::uint32_t probe : std::exchange(hearing.waiting, {}))
        state.probes[probe].waits_since_ms = 0;
    for (ProbeState& known : state.probes)
        known.tracker.forget_failures(); // the beginning of our deafness may be among them
    const std::string counts = std::to_string(hearing.silent_voters) + " of " +
                               std::to_string(hearing.voters) + " probes are silent";
    tell_blindness(turn, Occasion::Blind,
                   hearing.anchors.empty() ? counts : "no anchor answers; " + counts);
}

void reconsider_blindness(const Turn& turn) {
    if (turn.state.hearing.is_blind && is_alone(turn.state, turn.now.monotonic_ms))
        thaw(turn, "nobody is left to hear");
}

void arm_probe(State& state, std::uint32_t probe) {
    ProbeState& known = state.probes[probe];
    if (const auto reuse_ms = known.tracker.reuse_ms(rules_of(state, probe)))
        state.due.arm(*reuse_ms, Due::Probe, probe, known.armed_ms);
    if (known.is_mute && known.is_stale) return;
    const std::uint64_t done_ms = known.is_stale ? known.seen_ms : known.heard_ms;
    const std::uint64_t at_ms =
        (stale_ms(state, probe, done_ms) / kStaleGrainMs + 1) * kStaleGrainMs;
    state.due.arm(at_ms, Due::Probe, probe, known.armed_ms);
}

void requiet(const Turn& turn, std::uint32_t probe) {
    State& state = turn.state;
    ProbeState& known = state.probes[probe];
    const auto& depends_on = state.model->probes[probe].depends_on;
    const bool is_quiet = depends_on && counted(*depends_on, state.probes) == Verdict::Down;
    if (is_quiet == std::exchange(known.is_quiet, is_quiet)) return;
    recount(state, probe);
    // What it counted led nowhere; when its reason has gone it begins anew.
    known.tracker.forget_failures();
    if (!is_quiet) turn.effects.retimes.push_back({.probe = probe, .delay_ms = 0});
}

bool release_probe(const Turn& turn, std::uint32_t probe) {
    if (turn.state.probes[probe].tracker.release() != Tracker::Outcome::Rose) return false;
    turn.state.probes[probe].is_kept_away = false;
    follow(turn, probe, std::nullopt);
    return true;
}

} // namespace signpost::director
