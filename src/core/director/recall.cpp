#include "core/director/recall.hpp"

#include "core/director/expression.hpp"
#include "core/director/hearing.hpp"
#include "core/director/subjects.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace signpost::director {
namespace {

using health::opposite;
using health::Verdict;

/// What the check of each subject must have said; unknown: that is not remembered.
using Claims = std::vector<Verdict>;

/// A moment of an earlier run, of which only the wall clock's word is left.
PastMoment remembered(std::int64_t wall_ms, const PastMoment& now) {
    const std::int64_t age_ms = std::max<std::int64_t>(now.wall_ms - wall_ms, 0);
    return {.monotonic_ms = now.monotonic_ms - age_ms, .wall_ms = wall_ms};
}

void restore_subject(const Turn& turn, const LastVerdict& last, std::uint32_t subject) {
    SubjectState& known = turn.state.subjects[subject];
    known.since = remembered(last.since_wall_ms, turn.moment());
    known.evidence = last.evidence;
    known.is_down = last.verdict == Verdict::Down;
    if (last.fell_wall_ms) known.fell = remembered(*last.fell_wall_ms, turn.moment());
    if (!known.is_down && known.fell) known.rose_ms = known.since.monotonic_ms;
    if (!known.is_down) return;
    known.fell = known.since;
    known.flipped_ms = known.since.monotonic_ms;
}

/// A site that is down with its links says nothing of its own check.
Claims claims_of(const State& state, const std::vector<std::uint32_t>& restored) {
    Claims claims(state.subjects.size(), Verdict::Unknown);
    for (const std::uint32_t subject : restored) {
        const bool is_down = state.subjects[subject].is_down;
        if (check_of(state, subject) == nullptr) continue;
        if (is_down && is_down_by_links(state, subject)) continue;
        claims[subject] = is_down ? Verdict::Down : Verdict::Up;
    }
    return claims;
}

/// Whether a probe without a verdict may have had this one.
bool is_possible(State& state, const Claims& claims, std::uint32_t probe, Verdict verdict) {
    ProbeState& known = state.probes[probe];
    known.tracker.restore(verdict);
    const bool is_possible = std::ranges::all_of(known.subjects, [&](std::uint32_t subject) {
        if (claims[subject] == Verdict::Unknown) return true;
        const Verdict by_check = value(*check_of(state, subject), state.probes);
        return by_check == Verdict::Unknown || by_check == claims[subject];
    });
    known.tracker.restore(Verdict::Unknown);
    return is_possible;
}

bool is_open(const State& state, std::uint32_t probe) {
    return state.probes[probe].tracker.verdict() == Verdict::Unknown;
}

/// Probes by which the same subjects are judged.
std::set<std::uint32_t> beside(const State& state, std::uint32_t probe) {
    std::set<std::uint32_t> probes;
    for (const std::uint32_t subject : state.probes[probe].subjects)
        probes.insert(state.subjects[subject].probes.begin(), state.subjects[subject].probes.end());
    return probes;
}

struct Concluded {
    std::vector<std::uint32_t> probes; ///< That got a verdict.
    bool is_contradictory = false;
};

/// What is certain of one probe may make something certain of another.
Concluded conclude(State& state, const Claims& claims, std::set<std::uint32_t> probes) {
    Concluded concluded;
    while (!probes.empty()) {
        std::set<std::uint32_t> next;
        for (const std::uint32_t probe : probes) {
            if (!is_open(state, probe)) continue;
            const bool may_be_up = is_possible(state, claims, probe, Verdict::Up);
            const bool may_be_down = is_possible(state, claims, probe, Verdict::Down);
            concluded.is_contradictory |= !may_be_up && !may_be_down;
            if (may_be_up == may_be_down) continue;
            state.probes[probe].tracker.restore(may_be_up ? Verdict::Up : Verdict::Down);
            concluded.probes.push_back(probe);
            next.merge(beside(state, probe));
        }
        probes = std::move(next);
    }
    return concluded;
}

/// False: it cannot be, and nothing has changed.
bool assume(State& state, const Claims& claims, std::uint32_t probe, Verdict verdict) {
    if (!is_possible(state, claims, probe, verdict)) return false;
    state.probes[probe].tracker.restore(verdict);
    const Concluded concluded = conclude(state, claims, beside(state, probe));
    if (!concluded.is_contradictory) return true;
    state.probes[probe].tracker.restore(Verdict::Unknown);
    for (const std::uint32_t follower : concluded.probes)
        state.probes[follower].tracker.restore(Verdict::Unknown);
    return false;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
void guess(State& state, const Claims& claims, const Expression& check, Verdict verdict) {
    if (check.kind == Expression::Kind::Not) verdict = opposite(verdict);
    for (const Expression& term : check.terms)
        guess(state, claims, term, verdict);
    if (check.kind != Expression::Kind::Probe || !is_open(state, check.number)) return;
    if (assume(state, claims, check.number, verdict)) return;
    if (assume(state, claims, check.number, opposite(verdict))) return;
    state.probes[check.number].tracker.restore(verdict); // what is remembered contradicts itself
}

} // namespace

void restore_verdicts(const Turn& turn, const std::vector<LastVerdict>& verdicts) {
    State& state = turn.state;
    std::vector<std::uint32_t> restored;
    for (const LastVerdict& last : verdicts) {
        const auto place = state.places.find(last.subject);
        if (place == state.places.end() || last.verdict == Verdict::Unknown) continue;
        restore_subject(turn, last, place->second);
        restored.push_back(place->second);
    }
    const Claims claims = claims_of(state, restored);
    std::set<std::uint32_t> probes;
    for (std::uint32_t probe = 0; probe < state.probes.size(); ++probe)
        probes.insert(probe);
    conclude(state, claims, std::move(probes));
    // Who is said to be up may also have waited for its turn to fall, or for what it hangs on.
    for (const Verdict verdict : {Verdict::Down, Verdict::Up})
        for (const std::uint32_t subject : restored)
            if (claims[subject] == verdict)
                guess(state, claims, *check_of(state, subject), verdict);
    for (std::uint32_t probe = 0; probe < state.probes.size(); ++probe)
        recount(state, probe);
}

} // namespace signpost::director
