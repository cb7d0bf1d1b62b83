#include "core/director/subjects.hpp"

#include "core/director/causes.hpp"
#include "core/director/expression.hpp"
#include "core/director/words.hpp"

#include <algorithm>
#include <utility>

namespace signpost::director {
namespace {

using health::Condition;
using health::Standing;
using health::SubjectKind;
using health::Verdict;

constexpr std::uint64_t kSecondMs = 1000;
/// A share grows in tenths: the first is there at once, so nine steps lead to the whole.
constexpr std::uint64_t kShareSteps = 9;

/// The earlier of what was found so far and `at_ms`, if that is still to come.
void consider(std::optional<std::uint64_t>& next, std::uint64_t at_ms, std::uint64_t now_ms) {
    if (at_ms > now_ms && (!next || at_ms < *next)) next = at_ms;
}

bool is_behind_out(const State& state, const SubjectState& known) noexcept {
    return (known.link && is_out(state, *known.link)) || (known.site && is_out(state, *known.site));
}

/// When the last thing that a subject hangs on came back.
std::uint64_t open_since_ms(const State& state, const SubjectState& known) noexcept {
    std::uint64_t since = 0;
    for (const auto& parent : {known.link, known.site})
        if (parent) since = std::max(since, state.subjects[*parent].rose_ms.value_or(0));
    return since;
}

Verdict shown(const State& state, std::uint32_t subject) noexcept {
    const SubjectState& known = state.subjects[subject];
    const Expression* const check = check_of(state, subject);
    const bool is_unknown = check != nullptr && value(*check, state.probes) == Verdict::Unknown;
    // A site that is down with its links is so whatever its own check would say.
    const bool is_by_links =
        known.is_down && is_unknown && counted(*check, state.probes) == Verdict::Up;
    if (is_unknown && !is_by_links) return Verdict::Unknown;
    return known.is_down ? Verdict::Down : Verdict::Up;
}

std::uint32_t rtt_of(const State& state, const SubjectState& known) noexcept {
    std::uint32_t rtt_us = 0;
    for (const std::uint32_t probe : known.probes)
        rtt_us = std::max(rtt_us, state.probes[probe].rtt_us);
    return rtt_us;
}

void tell_flip(const Turn& turn, std::uint32_t subject, bool is_down) {
    SubjectState& known = turn.state.subjects[subject];
    const Verdict from = known.verdict;
    known.is_down = is_down;
    known.since = turn.now;
    known.flipped_ms = turn.now.monotonic_ms;
    known.evidence = evidence_of(turn.state, subject);
    known.verdict = shown(turn.state, subject);
    turn.effects.flips.push_back({.subject = known.subject,
                                  .from = from,
                                  .to = is_down ? Verdict::Down : Verdict::Up,
                                  .evidence = known.evidence,
                                  .rtt_us = is_down ? 0 : rtt_of(turn.state, known),
                                  .when = turn.now});
    turn.effects.is_changed = true;
}

/// What hung on it is asked at once: nobody knows how it is.
void ask_behind(const Turn& turn, const SubjectState& parent) {
    for (const auto* children : {&parent.links, &parent.endpoints}) {
        for (const std::uint32_t child : *children) {
            const SubjectState& known = turn.state.subjects[child];
            if (is_behind_out(turn.state, known)) continue;
            for (const std::uint32_t probe : known.probes)
                turn.effects.retimes.push_back({.probe = probe, .delay_ms = 0});
        }
    }
}

void fall(const Turn& turn, std::uint32_t subject) {
    tell_flip(turn, subject, true);
    SubjectState& known = turn.state.subjects[subject];
    known.fell = turn.now;
    retell(turn, subject);
}

void rise(const Turn& turn, std::uint32_t subject) {
    tell_flip(turn, subject, false);
    SubjectState& known = turn.state.subjects[subject];
    known.rose_ms = turn.now.monotonic_ms;
    retell(turn, subject);
    ask_behind(turn, known);
}

/// Whether it may fall now; if not, it waits for its turn behind those that wait already.
bool take_turn(const Turn& turn, std::uint32_t subject) {
    HeldBack& queue = turn.state.held_back;
    const std::uint64_t now_ms = turn.now.monotonic_ms;
    if (now_ms >= queue.second_ms + kSecondMs) {
        queue.second_ms = now_ms;
        queue.falls = 0;
    }
    const std::uint32_t most = std::max(turn.state.model->safety.flips_per_s_max, 1U);
    // Those that wait have had their turn of this second already: they are looked at first.
    if (queue.falls < most) {
        ++queue.falls;
        return true;
    }
    if (std::exchange(turn.state.subjects[subject].is_held_back, true)) return false;
    if (!std::exchange(queue.is_told, true))
        turn.effects.notices.push_back(
            {.occasion = Occasion::FlipsHeldBack,
             .subject = {},
             .detail = "more than " + std::to_string(most) + " falls within a second",
             .when = turn.now});
    queue.subjects.push_back(subject);
    turn.state.due.arm(queue.second_ms + kSecondMs, Due::HeldBack, 0, queue.armed_ms);
    return false;
}

void try_to_fall(const Turn& turn, std::uint32_t subject, std::optional<std::uint64_t> seen_ms) {
    SubjectState& known = turn.state.subjects[subject];
    if (turn.state.hearing.is_blind) return; // looked at again when it thaws
    if (is_behind_out(turn.state, known) ||
        (seen_ms && *seen_ms < open_since_ms(turn.state, known)))
        known.is_unconfirmed = true;
    if (known.is_unconfirmed) {
        for (const std::uint32_t probe : known.probes)
            turn.state.probes[probe].has_unconfirmed = true;
        return;
    }
    if (take_turn(turn, subject)) fall(turn, subject);
}

std::uint32_t held_by(const State& state, const SubjectState& known, std::uint64_t now_ms,
                      std::optional<std::uint64_t>& next) {
    if (!known.fell) return 0;
    std::uint32_t bits = 0;
    const std::vector<Failback>& rules = state.model->failbacks;
    for (std::size_t number = 0; number < std::min(rules.size(), Failback::kRulesMax); ++number) {
        const std::uint64_t end_ms = known.fell->monotonic_ms + rules[number].hold_s * kSecondMs;
        consider(next, end_ms, now_ms);
        if (end_ms > now_ms || rules[number].is_manual) bits |= std::uint32_t{1} << number;
    }
    return bits;
}

std::uint8_t share_of(const State& state, const SubjectState& known, std::uint64_t now_ms,
                      std::optional<std::uint64_t>& next) {
    const std::uint64_t whole_ms = state.model->safety.slow_start_s * kSecondMs;
    if (!known.rose_ms || now_ms >= *known.rose_ms + whole_ms) return Condition::kWholeShare;
    const std::uint64_t steps = (now_ms - *known.rose_ms) * kShareSteps / whole_ms;
    // Rounded up: at that time the step is complete.
    const std::uint64_t step_ms = ((steps + 1) * whole_ms + kShareSteps - 1) / kShareSteps;
    consider(next, *known.rose_ms + step_ms, now_ms);
    return static_cast<std::uint8_t>((steps + 1) * Condition::kWholeShare / (kShareSteps + 1));
}

/// By its probes, and when that changes by itself.
Condition judged(const State& state, const SubjectState& known, std::uint64_t now_ms,
                 std::optional<std::uint64_t>& next) {
    Condition condition;
    condition.standing = known.is_down ? Standing::Down : Standing::Up;
    condition.is_stale = known.verdict == Verdict::Unknown &&
                         std::ranges::any_of(known.probes, [&](std::uint32_t probe) {
                             return state.probes[probe].is_stale;
                         });
    if (known.flipped_ms) {
        const std::uint64_t end_ms = *known.flipped_ms + state.model->safety.unsteady_s * kSecondMs;
        condition.is_unsteady = end_ms > now_ms;
        consider(next, end_ms, now_ms);
    }
    if (known.is_down) {
        condition.is_unsteady = true;
        return condition;
    }
    condition.held_by = held_by(state, known, now_ms, next);
    condition.share_percent = share_of(state, known, now_ms, next);
    return condition;
}

} // namespace

const Expression* check_of(const State& state, std::uint32_t subject) noexcept {
    const Model& model = *state.model;
    const auto pointer = [](const std::optional<Expression>& check) {
        return check ? &*check : nullptr;
    };
    if (subject < model.sites.size()) return pointer(model.sites[subject].check);
    subject -= static_cast<std::uint32_t>(model.sites.size());
    if (subject < model.links.size()) return pointer(model.links[subject].check);
    return &model.endpoints[subject - model.links.size()].check;
}

bool wants_down(const State& state, std::uint32_t subject) noexcept {
    const Expression* const check = check_of(state, subject);
    if (check != nullptr && counted(*check, state.probes) == Verdict::Down) return true;
    const SubjectState& known = state.subjects[subject];
    if (known.links.empty() || !state.model->sites[subject].is_down_with_links) return false;
    return std::ranges::all_of(known.links,
                               [&](std::uint32_t link) { return is_out(state, link); });
}

bool is_out(const State& state, std::uint32_t subject) noexcept {
    const SubjectState& known = state.subjects[subject];
    if (!known.is_down) return false;
    const Word* const word = find_word(state, known.subject);
    return word == nullptr || word->override.standing != Standing::Up;
}

const Word* find_word(const State& state, const health::Subject& subject) noexcept {
    const auto found = state.words.find(subject);
    return found == state.words.end() ? nullptr : &found->second;
}

// NOLINTNEXTLINE(misc-no-recursion): a link settles its site, and that is all.
void settle(const Turn& turn, std::uint32_t subject, std::optional<std::uint64_t> seen_ms) {
    SubjectState& known = turn.state.subjects[subject];
    const bool was_down = known.is_down;
    if (wants_down(turn.state, subject) == was_down) {
        known.is_unconfirmed = false;
    } else if (was_down) {
        rise(turn, subject);
    } else {
        try_to_fall(turn, subject, seen_ms);
    }
    const Verdict before = std::exchange(known.verdict, shown(turn.state, subject));
    if (before != known.verdict) retell(turn, subject); // it may have grown stale, or be seen again
    if (known.is_down != was_down && known.subject.kind == SubjectKind::Link)
        settle(turn, *known.site, std::nullopt);
}

void confirm(const Turn& turn, std::uint32_t subject, std::uint64_t seen_ms) {
    SubjectState& known = turn.state.subjects[subject];
    if (!known.is_unconfirmed || is_behind_out(turn.state, known)) return;
    if (seen_ms < open_since_ms(turn.state, known)) return;
    known.is_unconfirmed = false;
    settle(turn, subject, seen_ms);
}

void retell(const Turn& turn, std::uint32_t subject) {
    State& state = turn.state;
    SubjectState& known = state.subjects[subject];
    std::optional<std::uint64_t> next;
    Condition condition = judged(state, known, turn.now.monotonic_ms, next);
    if (const Word* const word = find_word(state, known.subject)) {
        if (word->phase == Phase::Announced)
            condition.is_unsteady = true;
        else
            condition = told_by(*word);
    }
    if (next) state.due.arm(*next, Due::Subject, subject, known.armed_ms);
    if (condition == known.told) return;
    known.told = condition;
    turn.effects.is_changed = true;
    if (condition == Condition{})
        state.notable.erase(subject);
    else
        state.notable.insert(subject);
}

void on_held_back_due(const Turn& turn) {
    // Each comes to its turn once; who must wait still lines up again, in the same order.
    std::deque<std::uint32_t> waiting = std::exchange(turn.state.held_back.subjects, {});
    for (const std::uint32_t subject : waiting) {
        turn.state.subjects[subject].is_held_back = false;
        settle(turn, subject, std::nullopt);
    }
    turn.state.held_back.is_told = !turn.state.held_back.subjects.empty();
}

bool release_subject(const Turn& turn, std::uint32_t subject) {
    SubjectState& known = turn.state.subjects[subject];
    if (known.told.held_by == 0) return false;
    known.fell.reset();
    known.rose_ms = turn.now.monotonic_ms;
    retell(turn, subject);
    return true;
}

} // namespace signpost::director
