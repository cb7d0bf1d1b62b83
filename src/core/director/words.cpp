#include "core/director/words.hpp"

#include "core/director/causes.hpp"
#include "core/director/subjects.hpp"

#include <algorithm>
#include <utility>

namespace signpost::director {
namespace {

using health::kSecondMs;
using health::Standing;
using health::SubjectKind;

void notice(const Turn& turn, Occasion occasion, const health::Subject& subject, std::string detail,
            const std::string& author = {}) {
    turn.effects.notices.push_back({.occasion = occasion,
                                    .subject = subject,
                                    .detail = std::move(detail),
                                    .author = author,
                                    .when = turn.now});
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

/// Answers have a short TTL for a while, as after a flip. Services and addresses as such are not
/// judged by us, so it stands where the word stood.
void unsettle(const Turn& turn, const health::Subject& subject) {
    State& state = turn.state;
    const auto place = state.places.find(subject);
    if (place != state.places.end()) {
        state.subjects[place->second].flipped_ms = turn.moment().monotonic_ms;
        return;
    }
    if (state.model->safety.unsteady_s == 0) return;
    const std::uint64_t end_ms = turn.now.monotonic_ms + state.model->safety.unsteady_s * kSecondMs;
    state.unsettled[subject] = end_ms;
    state.due.arm(end_ms, Due::Words, 0, state.words_armed_ms);
}

/// A clock that was set back since, or is wrong at the start of the machine, makes it no longer
/// than it was to be.
std::optional<std::uint64_t> until_ms(const Override& override, const health::Moment& now) {
    if (!override.until_wall_ms) return std::nullopt;
    const std::int64_t until = *override.until_wall_ms;
    const std::int64_t left_ms = std::min(until - now.wall_ms, until - override.set_wall_ms);
    return now.monotonic_ms + static_cast<std::uint64_t>(std::max<std::int64_t>(left_ms, 0));
}

/// How long a phase lasts that begins now; none: until something else is said.
std::optional<std::uint64_t> length_ms(const State& state, Phase phase) {
    switch (phase) {
    case Phase::Announced:
        return state.model->ttl_steady_max_s * kSecondMs;
    case Phase::Removed:
        return state.model->ttl_unsteady_s * kSecondMs;
    case Phase::Fresh:
        return state.model->safety.unsteady_s * kSecondMs;
    case Phase::InForce:
        break;
    }
    return std::nullopt;
}

/// The journal's twin of where a word is.
void note_progress(const Turn& turn, Word& word) {
    const auto to_wall = [now = turn.moment()](std::int64_t at_ms) {
        return now.wall_ms + at_ms - now.monotonic_ms;
    };
    word.override.progress = {.phase = word.phase, .since_wall_ms = to_wall(word.since_ms)};
    if (word.end_ms)
        word.override.progress->end_wall_ms = to_wall(static_cast<std::int64_t>(*word.end_ms));
}

void enter(const Turn& turn, Word& word, Phase phase) {
    word.phase = phase;
    word.since_ms = turn.moment().monotonic_ms;
    word.end_ms.reset();
    if (const auto length = length_ms(turn.state, phase))
        word.end_ms = turn.now.monotonic_ms + *length;
    note_progress(turn, word);
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
    if (override.standing == Standing::Up) return Phase::Fresh;
    return override.standing == Standing::Drained ? Phase::Announced : Phase::InForce;
}

bool makes_sense(const Override::Progress& progress, Standing standing) {
    if (progress.phase == Phase::InForce) return true;
    return (progress.phase == Phase::Fresh ? Standing::Up : Standing::Drained) == standing;
}

/// Of a file that knows nothing of progress, or where it makes no sense: since it was set, by the
/// TTLs of now.
Override::Progress progress_of(const State& state, const Override& override) {
    if (override.progress && makes_sense(*override.progress, override.standing))
        return *override.progress;
    Override::Progress progress{.phase = first_phase(override),
                                .since_wall_ms = override.set_wall_ms};
    if (const auto length = length_ms(state, progress.phase))
        progress.end_wall_ms = override.set_wall_ms + static_cast<std::int64_t>(*length);
    return progress;
}

/// Goes on from what an earlier run has told of it. Clocks that were set meanwhile are taken with
/// care: no phase lasts longer than it was to, and none that is over begins again.
void resume(const Turn& turn, Word& word) {
    const Override::Progress progress = progress_of(turn.state, word.override);
    const std::int64_t age_ms =
        std::max<std::int64_t>(turn.now.wall_ms - progress.since_wall_ms, 0);
    const std::uint64_t now_ms = turn.now.monotonic_ms;
    word.phase = progress.phase;
    word.since_ms = turn.moment().monotonic_ms - age_ms;
    if (progress.phase != Phase::InForce) {
        const std::int64_t length =
            progress.end_wall_ms.value_or(progress.since_wall_ms) - progress.since_wall_ms;
        word.end_ms =
            now_ms + static_cast<std::uint64_t>(std::max<std::int64_t>(length - age_ms, 0));
    }
    word.override.progress = progress;
}

/// What a word was before it was said anew. A drain goes on as it was; what was taken down must
/// not be given once more, and the last answers that led there were given before that.
void follow_on(const Turn& turn, const Word& before, Word& word) {
    const Standing standing = word.override.standing;
    if (before.override.standing == standing) {
        word.phase = before.phase;
        word.since_ms = before.since_ms;
        word.end_ms = before.end_ms;
    } else if (before.override.standing == Standing::TakenDown && standing == Standing::Drained) {
        word.phase = Phase::Removed;
        const auto longest_ms =
            static_cast<std::int64_t>(turn.state.model->ttl_steady_max_s * kSecondMs);
        word.end_ms =
            static_cast<std::uint64_t>(std::max<std::int64_t>(before.since_ms + longest_ms, 0));
    }
    note_progress(turn, word);
}

using Place = std::map<health::Subject, Word>::iterator;

void remove(const Turn& turn, Place place, Occasion occasion, std::string detail,
            const std::string& author = {}) {
    const health::Subject subject = place->first;
    turn.state.words.erase(place);
    notice(turn, occasion, subject, std::move(detail), author);
    unsettle(turn, subject);
    apply(turn, subject);
}

/// Goes on to the next phase as far as its time has come.
void proceed(const Turn& turn, Word& word) {
    while (word.end_ms && *word.end_ms <= turn.now.monotonic_ms) {
        const Phase ended = word.phase;
        const bool is_removed = ended == Phase::Announced;
        enter(turn, word, is_removed ? Phase::Removed : Phase::InForce);
        if (ended != Phase::Fresh)
            notice(turn, is_removed ? Occasion::DrainRemoved : Occasion::DrainFinished,
                   word.override.subject, cause_of(word));
        apply(turn, word.override.subject);
    }
}

Word word_of(const Turn& turn, const Override& given) {
    Word word{.override = normal(given)};
    word.until_ms = until_ms(word.override, turn.now);
    return word;
}

void put(const Turn& turn, Word word) {
    const health::Subject subject = word.override.subject;
    turn.state.unsettled.erase(subject);
    turn.state.words.insert_or_assign(subject, std::move(word));
    apply(turn, subject);
    on_words_due(turn);
}

} // namespace

void set_override(const Turn& turn, const Override& given) {
    Word word = word_of(turn, given);
    if (given.progress) {
        resume(turn, word); // what the journal remembered late
    } else {
        enter(turn, word, first_phase(word.override));
        if (const Word* const before = find_word(turn.state, word.override.subject))
            follow_on(turn, *before, word);
    }
    notice(turn, Occasion::OverrideSet, word.override.subject, cause_of(word),
           word.override.author);
    put(turn, std::move(word));
}

void clear_override(const Turn& turn, const OverrideCleared& cleared) {
    const auto place = turn.state.words.find(cleared.subject);
    if (place == turn.state.words.end()) return;
    remove(turn, place, Occasion::OverrideCleared, "by " + cleared.author, cleared.author);
}

void restore_override(const Turn& turn, const Override& given) {
    Word word = word_of(turn, given);
    resume(turn, word);
    turn.effects.is_changed = true;
    turn.state.words.insert_or_assign(word.override.subject, std::move(word));
}

void on_words_due(const Turn& turn) {
    std::map<health::Subject, Word>& words = turn.state.words;
    for (auto place = words.begin(); place != words.end();) {
        const auto here = place++;
        Word& word = here->second;
        if (word.until_ms && *word.until_ms <= turn.now.monotonic_ms)
            remove(turn, here, Occasion::OverrideExpired,
                   "it was set until " + health::to_utc(word.override.until_wall_ms.value_or(0)));
        else
            proceed(turn, word);
    }
    if (std::erase_if(turn.state.unsettled, [&turn](const auto& entry) {
            return entry.second <= turn.now.monotonic_ms;
        }) != 0)
        turn.effects.is_changed = true;
    arm_words(turn.state);
}

void arm_words(State& state) {
    for (const auto& entry : state.words)
        for (const auto& at_ms : {entry.second.until_ms, entry.second.end_ms})
            if (at_ms) state.due.arm(*at_ms, Due::Words, 0, state.words_armed_ms);
    for (const auto& entry : state.unsettled)
        state.due.arm(entry.second, Due::Words, 0, state.words_armed_ms);
}

health::Condition told_by(const Word& word) noexcept {
    if (word.phase == Phase::Announced) return {.is_unsteady = true};
    if (word.phase == Phase::Fresh) return {.is_unsteady = true, .is_held_up = true};
    const Standing standing = word.override.standing;
    return {.standing = standing,
            .is_unsteady = word.phase == Phase::Removed || standing == Standing::TakenDown};
}

health::Condition told_with(const Word& word, health::Condition judged) {
    health::Condition told = told_by(word);
    if (word.override.standing != Standing::Drained) return told;
    judged.standing = health::worst(judged.standing, told.standing);
    judged.is_unsteady |= told.is_unsteady;
    return judged;
}

} // namespace signpost::director
