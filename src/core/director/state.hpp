// All that the director knows: a value that step() turns into the next one.
//
// Its parts are internal: only the director's files look into them. One thread.
#pragma once

#include "core/director/due_queue.hpp"
#include "core/director/effects.hpp"
#include "core/director/event.hpp"
#include "core/director/model.hpp"
#include "core/director/probe_state.hpp"
#include "core/director/subject_state.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace signpost::director {

/// An override, and how far it has come by the clock that no one sets.
struct Word {
    Override override;
    std::optional<std::uint64_t> until_ms;
    Phase phase = Phase::InForce;
    std::int64_t since_ms = 0; ///< Of the phase; monotonic, as in PastMoment.
    /// Settled when the phase begins: who changes a TTL then does not cut short what was promised.
    std::optional<std::uint64_t> end_ms;
};

/// Whether this node hears the world at all.
struct Hearing {
    std::vector<std::uint32_t> anchors;
    std::optional<std::uint64_t> witness_ms; ///< When the newest witness was asked.
    /// Since then each anchor has failed, or was asked in vain; none: one has answered.
    std::optional<std::uint64_t> anchors_away_ms;
    // Probes that could bear witness: whose last word was not down, and was not long ago.
    std::uint32_t voters = 0;
    std::uint32_t silent_voters = 0;           ///< Of those, who did not answer last time.
    std::deque<std::uint64_t> silent_falls_ms; ///< When others left by silence, of late.
    std::vector<std::uint32_t> waiting;        ///< Probes whose silence waits for a witness.
    std::uint64_t asked_ms = 0;                ///< When a witness was last asked for.
    std::uint32_t next_asked = 0;              ///< The probe to ask next for one.
    bool is_blind = false;
    std::uint64_t blind_since_ms = 0;
    std::uint64_t thawed_ms = 0; ///< When blindness last ended.
    std::uint64_t armed_ms = 0;
};

/// Falls that wait because too many came at once.
struct HeldBack {
    std::uint64_t second_ms = 0; ///< When the second began
    std::uint32_t falls = 0;     ///< in which so many have fallen.
    std::deque<std::uint32_t> subjects;
    bool is_told = false;
    std::uint64_t armed_ms = 0;
};

struct State {
    std::shared_ptr<const Model> model = std::make_shared<const Model>();
    std::vector<ProbeState> probes; ///< As in the model.
    /// Its sites, links and endpoints, in this order.
    std::vector<SubjectState> subjects;
    std::map<health::Subject, std::uint32_t> places; ///< In `subjects`.
    std::set<std::uint32_t> notable;                 ///< Subjects that are not plainly up.
    std::map<health::Subject, Word> words;
    /// Until when answers are short after a word has ended on what is not among `subjects`.
    std::map<health::Subject, std::uint64_t> unsettled;
    std::uint64_t words_armed_ms = 0;
    /// What an earlier run knew of subjects that have not been in the model yet.
    std::map<health::Subject, LastVerdict> remembered;
    Hearing hearing;
    HeldBack held_back;
    DueQueue due;
};

/// A step in progress.
struct Turn {
    State& state;
    const health::Moment& now;
    Effects& effects;

    [[nodiscard]] PastMoment moment() const noexcept {
        return {.monotonic_ms = static_cast<std::int64_t>(now.monotonic_ms),
                .wall_ms = now.wall_ms};
    }
};

} // namespace signpost::director
