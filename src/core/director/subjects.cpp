#include "core/director/subjects.hpp"

#include "core/director/causes.hpp"
#include "core/director/expression.hpp"
#include "core/director/words.hpp"

#include <algorithm>
#include <utility>

namespace signpost::director {
namespace {

using health::Condition;
using health::kSecondMs;
using health::Standing;
using health::SubjectKind;
using health::Verdict;

/// A share grows in tenths: the first is there at once, so nine steps lead to the whole.
constexpr std::int64_t kShareSteps = 9;

// Times here are monotonic, as in PastMoment.

std::int64_t ms_of(std::uint32_t seconds) noexcept {
    return static_cast<std::int64_t>(seconds * kSecondMs);
}

/// The earlier of what was found so far and `at_ms`, if that is still to come.
void consider(std::optional<std::int64_t>& next, std::int64_t at_ms, std::int64_t now_ms) {
    if (at_ms > now_ms && (!next || at_ms < *next)) next = at_ms;
}

bool is_behind_out(const State& state, const SubjectState& known) noexcept {
    return (known.link && is_out(state, *known.link)) || (known.site && is_out(state, *known.site));
}

/// Whether something that a subject hangs on came back only after that.
bool is_before_open(const State& state, const SubjectState& known, std::uint64_t seen_ms) noexcept {
    const auto rose_later = [&](const std::optional<std::uint32_t>& parent) {
        return parent &&
               state.subjects[*parent].rose_ms.value_or(0) > static_cast<std::int64_t>(seen_ms);
    };
    return rose_later(known.link) || rose_later(known.site);
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
    known.since = turn.moment();
    known.flipped_ms = known.since.monotonic_ms;
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
    known.fell = turn.moment();
    known.released_ms.reset();
    retell(turn, subject);
}

void rise(const Turn& turn, std::uint32_t subject) {
    tell_flip(turn, subject, false);
    SubjectState& known = turn.state.subjects[subject];
    known.rose_ms = turn.moment().monotonic_ms;
    retell(turn, subject);
    ask_behind(turn, known);
}

/// Whether it may fall now; if not, it waits for its turn behind those that wait already.
bool take_turn(const Turn& turn, std::uint32_t subject) {
    // Of sites and links there are few, and each spares the falls of all that hangs on it.
    if (turn.state.subjects[subject].subject.kind != SubjectKind::Endpoint) return true;
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
        (seen_ms && is_before_open(turn.state, known, *seen_ms)))
        known.is_unconfirmed = true;
    if (known.is_unconfirmed) {
        for (const std::uint32_t probe : known.probes)
            turn.state.probes[probe].has_unconfirmed = true;
        return;
    }
    if (take_turn(turn, subject)) fall(turn, subject);
}

/// How long a rule keeps it away after its fall; none: until an operator releases it.
std::optional<std::int64_t> hold_end_ms(const SubjectState& known, const Failback& rule) {
    if (known.released_ms && rule.is_manual) return *known.released_ms;
    if (rule.is_manual) return std::nullopt;
    const std::int64_t end_ms = known.fell->monotonic_ms + ms_of(rule.hold_s);
    return std::min(end_ms, known.released_ms.value_or(end_ms));
}

std::uint32_t held_by(const State& state, const SubjectState& known, std::int64_t now_ms,
                      std::optional<std::int64_t>& next) {
    if (!known.fell) return 0;
    std::uint32_t bits = 0;
    const std::vector<Failback>& rules = state.model->failbacks;
    for (std::size_t number = 0; number < std::min(rules.size(), Failback::kRulesMax); ++number) {
        const auto end_ms = hold_end_ms(known, rules[number]);
        if (end_ms) consider(next, *end_ms, now_ms);
        if (!end_ms || *end_ms > now_ms) bits |= std::uint32_t{1} << number;
    }
    return bits;
}

/// Of what was given again at `from_ms`.
std::uint8_t share_since(const State& state, std::int64_t from_ms, std::int64_t now_ms,
                         std::optional<std::int64_t>& next) {
    const std::int64_t whole_ms = ms_of(state.model->safety.slow_start_s);
    if (now_ms >= from_ms + whole_ms) return Condition::kWholeShare;
    if (now_ms < from_ms) return Condition::kWholeShare / (kShareSteps + 1); // still held
    const std::int64_t steps = (now_ms - from_ms) * kShareSteps / whole_ms;
    // Rounded up: at that time the step is complete.
    const std::int64_t step_ms = ((steps + 1) * whole_ms + kShareSteps - 1) / kShareSteps;
    consider(next, from_ms + step_ms, now_ms);
    return static_cast<std::uint8_t>((steps + 1) * Condition::kWholeShare / (kShareSteps + 1));
}

/// A share grows from when it has come back, and is not held any longer.
void add_shares(const State& state, const SubjectState& known, std::int64_t now_ms,
                std::optional<std::int64_t>& next, Condition& condition) {
    if (!known.rose_ms || state.model->safety.slow_start_s == 0) return;
    condition.share_percent = share_since(state, *known.rose_ms, now_ms, next);
    if (!known.fell) return;
    std::vector<std::uint8_t> shares;
    shares.reserve(state.model->failbacks.size());
    for (const Failback& rule : state.model->failbacks) {
        const auto end_ms = hold_end_ms(known, rule);
        const std::int64_t from_ms = std::max(*known.rose_ms, end_ms.value_or(now_ms + 1));
        shares.push_back(share_since(state, from_ms, now_ms, next));
        condition.share_percent = std::min(condition.share_percent, shares.back());
    }
    const bool are_equal = std::ranges::all_of(
        shares, [&condition](std::uint8_t share) { return share == condition.share_percent; });
    if (!are_equal) condition.shares = std::move(shares);
}

/// By its probes, and when that changes by itself.
Condition judged(const State& state, const SubjectState& known, std::int64_t now_ms,
                 std::optional<std::int64_t>& next) {
    Condition condition;
    condition.standing = known.is_down ? Standing::Down : Standing::Up;
    condition.is_stale = known.verdict == Verdict::Unknown &&
                         std::ranges::any_of(known.probes, [&](std::uint32_t probe) {
                             return state.probes[probe].is_stale;
                         });
    if (known.flipped_ms) {
        const std::int64_t end_ms = *known.flipped_ms + ms_of(state.model->safety.unsteady_s);
        condition.is_unsteady = end_ms > now_ms;
        consider(next, end_ms, now_ms);
    }
    if (known.is_down) {
        condition.is_unsteady = true;
        return condition;
    }
    condition.held_by = held_by(state, known, now_ms, next);
    add_shares(state, known, now_ms, next, condition);
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
    return is_down_by_links(state, subject);
}

bool is_down_by_links(const State& state, std::uint32_t subject) noexcept {
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
    if (is_before_open(turn.state, known, seen_ms)) return;
    known.is_unconfirmed = false;
    settle(turn, subject, seen_ms);
}

void retell(const Turn& turn, std::uint32_t subject) {
    State& state = turn.state;
    SubjectState& known = state.subjects[subject];
    std::optional<std::int64_t> next;
    Condition condition = judged(state, known, turn.moment().monotonic_ms, next);
    if (const Word* const word = find_word(state, known.subject))
        condition = told_with(*word, std::move(condition));
    if (next) // which is later than now
        state.due.arm(static_cast<std::uint64_t>(*next), Due::Subject, subject, known.armed_ms);
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

void on_subject_due(const Turn& turn, std::uint32_t subject) {
    const SubjectState& known = turn.state.subjects[subject];
    const std::uint32_t before = known.told.held_by;
    retell(turn, subject);
    const std::uint32_t ended = before & ~known.told.held_by;
    for (std::size_t rule = 0; rule < turn.state.model->failbacks.size(); ++rule)
        if ((ended >> rule & 1U) != 0)
            turn.effects.notices.push_back(
                {.occasion = Occasion::HoldEnded,
                 .subject = known.subject,
                 .detail = "it fell " + std::to_string(turn.state.model->failbacks[rule].hold_s) +
                           " s ago",
                 .author = {},
                 .when = turn.now});
}

bool release_subject(const Turn& turn, std::uint32_t subject) {
    SubjectState& known = turn.state.subjects[subject];
    const std::int64_t now_ms = turn.moment().monotonic_ms;
    std::optional<std::int64_t> next;
    if (known.is_down || held_by(turn.state, known, now_ms, next) == 0) return false;
    known.released_ms = now_ms;
    retell(turn, subject);
    return true;
}

} // namespace signpost::director
