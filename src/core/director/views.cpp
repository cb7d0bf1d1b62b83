// What others are told of the state: steering, people, and the journal.
#include "core/director/causes.hpp"
#include "core/director/director.hpp"
#include "core/director/subjects.hpp"
#include "core/director/words.hpp"

#include <algorithm>

namespace signpost::director {
namespace {

using health::Condition;
using health::Subject;
using health::SubjectKind;
using health::Verdict;

Condition told_of(const State& state, std::uint32_t subject) {
    Condition condition = state.subjects[subject].told;
    if (condition != Condition{} || find_word(state, state.subjects[subject].subject))
        condition.cause = cause_of(state, subject);
    return condition;
}

Condition told_of_word(const State& state, std::size_t place) {
    Condition condition = told_by(state.overrides[place], state.words[place]);
    condition.cause = cause_of(state.overrides[place], state.words[place]);
    return condition;
}

/// Of the probes of a subject: what they saw last.
void add_sights(const State& state, const SubjectState& known, View& view) {
    std::uint64_t failed_ms = 0;
    for (const std::uint32_t number : known.probes) {
        const ProbeState& probe = state.probes[number];
        const ProbeRule& rule = state.model->probes[number];
        view.rtt_us = std::max(view.rtt_us, probe.rtt_us);
        view.load_percent = std::max(view.load_percent, probe.load_percent);
        view.is_stale |= probe.is_stale && view.verdict == Verdict::Unknown;
        if (probe.last_error.empty() || probe.failed_ms < failed_ms) continue;
        failed_ms = probe.failed_ms;
        view.last_error = rule.check + ' ' + rule.target + ": " + probe.last_error;
    }
}

/// The override that counts for a subject: of an endpoint that on its address.
std::optional<std::size_t> word_on(const State& state, const Subject& subject) {
    return find_word(state, {.kind = subject.kind, .name = subject.name});
}

View view_of(const State& state, std::uint32_t subject) {
    const SubjectState& known = state.subjects[subject];
    View view{.subject = known.subject,
              .verdict = known.verdict,
              .condition = told_of(state, subject),
              .since_wall_ms = known.since.wall_ms,
              .parent = known.link ? known.link : known.site};
    add_sights(state, known, view);
    const auto place = word_on(state, known.subject);
    if (!place) return view;
    view.override = state.overrides[*place];
    // A drain that is only announced does not yet count in place of the checks.
    if (known.subject.kind == SubjectKind::Endpoint) {
        const Condition told = told_of_word(state, *place);
        if (state.words[*place].phase == Word::Phase::Announced)
            view.condition.is_unsteady = true;
        else
            view.condition = told;
    }
    return view;
}

} // namespace

health::Standings standings(const State& state) {
    health::Standings standings;
    for (const std::uint32_t subject : state.notable)
        standings.conditions.emplace(state.subjects[subject].subject, told_of(state, subject));
    for (std::size_t place = 0; place < state.overrides.size(); ++place) {
        const Subject& subject = state.overrides[place].subject;
        if (!state.places.contains(subject))
            standings.conditions.emplace(subject, told_of_word(state, place));
    }
    return standings;
}

std::vector<View> views(const State& state) {
    std::vector<View> views;
    views.reserve(state.subjects.size());
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject)
        views.push_back(view_of(state, subject));
    for (std::size_t place = 0; place < state.overrides.size(); ++place) {
        const Override& override = state.overrides[place];
        if (override.subject.kind != SubjectKind::Service) continue;
        views.push_back({.subject = override.subject,
                         .condition = told_of_word(state, place),
                         .since_wall_ms = override.set_wall_ms,
                         .override = override});
    }
    return views;
}

std::vector<LastVerdict> last_verdicts(const State& state) {
    std::vector<LastVerdict> verdicts;
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject) {
        const SubjectState& known = state.subjects[subject];
        const bool is_never_known =
            !known.is_down && known.verdict == Verdict::Unknown &&
            std::ranges::all_of(known.probes, [&](std::uint32_t probe) {
                return state.probes[probe].tracker.verdict() == Verdict::Unknown;
            });
        if (is_never_known) continue;
        LastVerdict& last = verdicts.emplace_back();
        last = {.subject = known.subject,
                .verdict = known.is_down ? Verdict::Down : Verdict::Up,
                .since_wall_ms = known.since.wall_ms,
                .evidence = known.evidence};
        if (known.fell) last.fell_wall_ms = known.fell->wall_ms;
    }
    return verdicts;
}

} // namespace signpost::director
