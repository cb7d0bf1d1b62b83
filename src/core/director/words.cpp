#include "core/director/words.hpp"

#include "core/director/causes.hpp"
#include "core/director/subjects.hpp"

#include <algorithm>
#include <utility>

namespace signpost::director {
namespace {

using health::Standing;
using health::SubjectKind;
using Phase = Word::Phase;

void notice(const Turn& turn, Occasion occasion, const health::Subject& subject,
            std::string detail) {
    turn.effects.notices.push_back(
        {.occasion = occasion, .subject = subject, .detail = std::move(detail), .when = turn.now});
}

/// Steering and what hangs on the subject see the word, or that it has gone.
void apply(const Turn& turn, const health::Subject& subject) {
    turn.effects.is_changed = true;
    const auto place = turn.state.places.find(subject);
    if (place == turn.state.places.end()) return;
    retell(turn, place->second);
    // Its site is down with its links, of which this one counts otherwise now.
    if (subject.kind == SubjectKind::Link)
        settle(turn, *turn.state.subjects[place->second].site, std::nullopt);
}

/// Answers have a short TTL for a while, as after a flip.
void unsettle(const Turn& turn, const health::Subject& subject) {
    for (SubjectState& known : turn.state.subjects) {
        if (known.subject.kind != subject.kind || known.subject.name != subject.name) continue;
        known.flipped_ms = turn.now.monotonic_ms;
        retell(turn, static_cast<std::uint32_t>(&known - turn.state.subjects.data()));
    }
}

std::optional<std::uint64_t> until_ms(const Override& override, const health::Moment& now) {
    if (!override.until_wall_ms) return std::nullopt;
    const std::int64_t left_ms = std::max<std::int64_t>(*override.until_wall_ms - now.wall_ms, 0);
    return now.monotonic_ms + static_cast<std::uint64_t>(left_ms);
}

/// When a phase ends; none: not by itself.
std::optional<std::uint64_t> phase_end_ms(const State& state, const Word& word) {
    constexpr std::uint64_t kSecondMs = 1000;
    if (word.phase == Phase::InForce) return std::nullopt;
    const std::uint64_t ttl_s = word.phase == Phase::Announced ? state.model->ttl_steady_max_s
                                                               : state.model->ttl_unsteady_s;
    return word.since_ms + ttl_s * kSecondMs;
}

/// A word by an operator as it is kept: on a subject as such, and never "down", which is what
/// probes say.
Override normal(Override override) {
    override.subject.check.clear();
    override.subject.probe_at.clear();
    if (override.standing == Standing::Down) override.standing = Standing::TakenDown;
    return override;
}

Phase first_phase(const Override& override) {
    return override.standing == Standing::Drained ? Phase::Announced : Phase::InForce;
}

void put(State& state, const Override& override, const Word& word) {
    if (const auto place = find_word(state, override.subject)) {
        state.overrides[*place] = override;
        state.words[*place] = word;
        return;
    }
    state.overrides.push_back(override);
    state.words.push_back(word);
}

void remove(const Turn& turn, std::size_t place, Occasion occasion, std::string detail) {
    State& state = turn.state;
    const health::Subject subject = state.overrides[place].subject;
    state.overrides.erase(state.overrides.begin() + static_cast<std::ptrdiff_t>(place));
    state.words.erase(state.words.begin() + static_cast<std::ptrdiff_t>(place));
    notice(turn, occasion, subject, std::move(detail));
    unsettle(turn, subject);
    apply(turn, subject);
}

/// Goes on to the next phase as far as its time has come.
void proceed(const Turn& turn, std::size_t place) {
    State& state = turn.state;
    Word& word = state.words[place];
    const Override& override = state.overrides[place];
    for (auto end_ms = phase_end_ms(state, word); end_ms && *end_ms <= turn.now.monotonic_ms;
         end_ms = phase_end_ms(state, word)) {
        const bool is_removed = word.phase == Phase::Announced;
        word.phase = is_removed ? Phase::Removed : Phase::InForce;
        word.since_ms = turn.now.monotonic_ms;
        notice(turn, is_removed ? Occasion::DrainRemoved : Occasion::DrainFinished,
               override.subject, cause_of(override, word));
        apply(turn, override.subject);
    }
}

} // namespace

void set_override(const Turn& turn, const Override& given) {
    State& state = turn.state;
    const Override override = normal(given);
    Word word{.since_ms = turn.now.monotonic_ms,
              .until_ms = until_ms(override, turn.now),
              .phase = first_phase(override)};
    const auto place = find_word(state, override.subject);
    if (place && override.standing == Standing::Drained) {
        // A drain goes on as it was; what was taken down must not be given once more.
        const bool was_drained = state.overrides[*place].standing == Standing::Drained;
        if (was_drained || state.overrides[*place].standing == Standing::TakenDown)
            word.phase = was_drained ? state.words[*place].phase : Phase::Removed;
        if (was_drained) word.since_ms = state.words[*place].since_ms;
    }
    put(state, override, word);
    notice(turn, Occasion::OverrideSet, override.subject, cause_of(override, word));
    apply(turn, override.subject);
    on_words_due(turn);
}

void clear_override(const Turn& turn, const OverrideCleared& cleared) {
    const auto place = find_word(turn.state, cleared.subject);
    if (place) remove(turn, *place, Occasion::OverrideCleared, "by " + cleared.author);
}

void restore_override(const Turn& turn, const Override& given) {
    State& state = turn.state;
    const Override override = normal(given);
    Word word{.since_ms = turn.now.monotonic_ms,
              .until_ms = until_ms(override, turn.now),
              .phase = first_phase(override)};
    // What the clocks say of the time before the start is taken with care: never more than it was.
    const std::int64_t age_ms = std::max<std::int64_t>(turn.now.wall_ms - override.set_wall_ms, 0);
    word.since_ms -= std::min(word.since_ms, static_cast<std::uint64_t>(age_ms));
    const auto announced_ms = phase_end_ms(state, word);
    if (announced_ms && *announced_ms <= turn.now.monotonic_ms)
        word = {.since_ms = *announced_ms, .until_ms = word.until_ms, .phase = Phase::Removed};
    const auto removed_ms = phase_end_ms(state, word);
    if (word.phase == Phase::Removed && *removed_ms <= turn.now.monotonic_ms)
        word.phase = Phase::InForce;
    put(state, override, word);
    apply(turn, override.subject);
    on_words_due(turn);
}

void on_words_due(const Turn& turn) {
    State& state = turn.state;
    for (std::size_t place = 0; place < state.words.size();) {
        const auto until = state.words[place].until_ms;
        if (until && *until <= turn.now.monotonic_ms) {
            remove(turn, place, Occasion::OverrideExpired,
                   "it was set until " +
                       health::to_utc(state.overrides[place].until_wall_ms.value_or(0)));
            continue;
        }
        proceed(turn, place++);
    }
    arm_words(state);
}

void arm_words(State& state) {
    for (const Word& word : state.words) {
        if (word.until_ms) state.due.arm(*word.until_ms, Due::Words, 0, state.words_armed_ms);
        const auto end_ms = phase_end_ms(state, word);
        if (end_ms) state.due.arm(*end_ms, Due::Words, 0, state.words_armed_ms);
    }
}

health::Condition told_by(const Override& override, const Word& word) noexcept {
    if (word.phase == Phase::Announced) return {.is_unsteady = true};
    return {.standing = override.standing,
            .is_unsteady =
                word.phase == Phase::Removed || override.standing == Standing::TakenDown};
}

} // namespace signpost::director
