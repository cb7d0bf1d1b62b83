#include "core/director/director.hpp"
#include "core/director/load.hpp"
#include "core/director/probes.hpp"
#include "core/director/subjects.hpp"
#include "core/director/words.hpp"

#include <set>
#include <utility>

namespace signpost::director {
namespace {

using health::Subject;

/// The thing that an entry of the queue is about, if it has not been overtaken.
std::uint64_t& armed_ms(State& state, const DueQueue::Entry& entry) {
    switch (entry.what) {
    case Due::Probe:
        return state.probes[entry.number].armed_ms;
    case Due::Subject:
        return state.subjects[entry.number].armed_ms;
    case Due::Words:
        return state.words_armed_ms;
    case Due::Waiting:
        return state.hearing.armed_ms;
    case Due::HeldBack:
        break;
    }
    return state.held_back.armed_ms;
}

void look_at(const Turn& turn, const DueQueue::Entry& entry) {
    switch (entry.what) {
    case Due::Probe:
        return on_probe_due(turn, entry.number);
    case Due::Subject:
        return on_subject_due(turn, entry.number);
    case Due::Words:
        return on_words_due(turn);
    case Due::Waiting:
        return on_waiting_due(turn);
    case Due::HeldBack:
        return on_held_back_due(turn);
    }
}

/// What has become due by itself comes before what has happened.
void advance(const Turn& turn) {
    DueQueue& due = turn.state.due;
    while (due.next_ms().value_or(turn.now.monotonic_ms + 1) <= turn.now.monotonic_ms) {
        const DueQueue::Entry entry = due.pop();
        std::uint64_t& armed = armed_ms(turn.state, entry);
        if (armed != entry.at_ms) continue;
        armed = 0;
        look_at(turn, entry);
    }
}

bool is_named(const Subject& named, const Subject& subject) noexcept {
    if (named.kind != subject.kind || named.name != subject.name) return false;
    return named.check.empty() || named == subject;
}

/// What is named, and what hangs on it.
std::set<std::uint32_t> covered_by(const State& state, const Subject& named) {
    std::set<std::uint32_t> numbers;
    for (std::uint32_t number = 0; number < state.subjects.size(); ++number) {
        const SubjectState& known = state.subjects[number];
        if (!is_named(named, known.subject)) continue;
        numbers.insert(number);
        numbers.insert(known.links.begin(), known.links.end());
        numbers.insert(known.endpoints.begin(), known.endpoints.end());
    }
    return numbers;
}

void release(const Turn& turn, const Released& released) {
    State& state = turn.state;
    bool is_any = false;
    for (const std::uint32_t number : covered_by(state, released.subject)) {
        for (const std::uint32_t probe : state.subjects[number].probes)
            is_any |= release_probe(turn, probe);
        is_any |= release_subject(turn, number);
    }
    if (!is_any) return;
    turn.effects.notices.push_back({.occasion = Occasion::Released,
                                    .subject = released.subject,
                                    .detail = "by " + released.author,
                                    .author = released.author,
                                    .when = turn.now});
}

struct Stepper {
    const Turn& turn;

    void operator()(const ModelLoaded& event) const { load_model(turn, event); }
    void operator()(const Observed& event) const { on_observed(turn, event); }
    void operator()(const OverrideSet& event) const { set_override(turn, event.override); }
    void operator()(const OverrideCleared& event) const { clear_override(turn, event); }
    void operator()(const Released& event) const { release(turn, event); }
    void operator()(const Restored& event) const { restore(turn, event); }
    void operator()(const Tick& /*event*/) const {}
};

} // namespace

Effects step(State& state, const Event& event, const health::Moment& now) {
    Effects effects;
    const Turn turn{.state = state, .now = now, .effects = effects};
    advance(turn);
    std::visit(Stepper{turn}, event);
    return effects;
}

std::optional<std::uint64_t> next_due_ms(const State& state) {
    return state.due.next_ms();
}

bool is_blind(const State& state) noexcept {
    return state.hearing.is_blind;
}

std::vector<Override> overrides(const State& state) {
    std::vector<Override> all;
    all.reserve(state.words.size());
    for (const auto& entry : state.words)
        all.push_back(entry.second.override);
    return all;
}

} // namespace signpost::director
