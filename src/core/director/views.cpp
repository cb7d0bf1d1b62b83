// What others are told of the state: steering, people, and the journal.
#include "core/director/causes.hpp"
#include "core/director/director.hpp"
#include "core/director/subjects.hpp"
#include "core/director/words.hpp"

#include <algorithm>

namespace signpost::director {
namespace {

using health::Condition;
using health::Standing;
using health::Subject;
using health::SubjectKind;
using health::Verdict;

Condition told_of(const State& state, std::uint32_t subject) {
    Condition condition = state.subjects[subject].told;
    if (condition != Condition{} || find_word(state, state.subjects[subject].subject) != nullptr)
        condition.cause = cause_of(state, subject);
    return condition;
}

Condition told_of_word(const Word& word) {
    Condition condition = told_by(word);
    condition.cause = cause_of(word);
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

/// Of an endpoint the override on its address counts.
View view_of(const State& state, std::uint32_t subject) {
    const SubjectState& known = state.subjects[subject];
    View view{.subject = known.subject,
              .verdict = known.verdict,
              .condition = told_of(state, subject),
              .since_wall_ms = known.since.wall_ms,
              .parent = known.link ? known.link : known.site};
    add_sights(state, known, view);
    const Subject as_such{.kind = known.subject.kind, .name = known.subject.name};
    view.condition.is_unsteady |= state.unsettled.contains(as_such);
    const Word* const word = find_word(state, as_such);
    if (word == nullptr) return view;
    view.override = word->override;
    if (known.subject.kind != SubjectKind::Endpoint) return view;
    std::string cause = std::move(view.condition.cause);
    view.condition = told_with(*word, std::move(view.condition));
    const bool is_down_anyway = view.condition.standing == Standing::Down; // however it is drained
    view.condition.cause = is_down_anyway ? std::move(cause) : cause_of(*word);
    return view;
}

} // namespace

health::Standings standings(const State& state) {
    health::Standings standings;
    for (const std::uint32_t subject : state.notable)
        standings.conditions.emplace(state.subjects[subject].subject, told_of(state, subject));
    for (const auto& [subject, word] : state.words)
        if (!state.places.contains(subject))
            standings.conditions.emplace(subject, told_of_word(word));
    for (const auto& entry : state.unsettled)
        standings.conditions.try_emplace(
            entry.first,
            Condition{.is_unsteady = true,
                      .cause = "an operator's word on " + to_text(entry.first) + " has ended"});
    return standings;
}

std::vector<View> views(const State& state) {
    std::vector<View> views;
    views.reserve(state.subjects.size());
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject)
        views.push_back(view_of(state, subject));
    for (const auto& [subject, word] : state.words)
        if (subject.kind == SubjectKind::Service)
            views.push_back({.subject = subject,
                             .condition = told_of_word(word),
                             .since_wall_ms = word.override.set_wall_ms,
                             .override = word.override});
    return views;
}

std::vector<LastVerdict> last_verdicts(const State& state) {
    std::vector<LastVerdict> verdicts;
    verdicts.reserve(state.subjects.size() + state.remembered.size());
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
        if (known.fell && !known.released_ms) last.fell_wall_ms = known.fell->wall_ms;
    }
    for (const auto& entry : state.remembered)
        verdicts.push_back(entry.second);
    return verdicts;
}

} // namespace signpost::director
