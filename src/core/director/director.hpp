// The only judge of truth: events in, verdicts and effects out.
//
// A reducer (ADR 0003): equal states, events and moments give equal results. The control thread
// calls step() for whatever happens and carries out the effects; replaying a journal, a simulation
// and the tests call the same. It reads no clock and knows no probe, file or packet.
#pragma once

#include "core/director/effects.hpp"
#include "core/director/state.hpp"
#include "core/health/standings.hpp"

#include <optional>

namespace signpost::director {

/// Moments must not go back by their monotonic clock.
[[nodiscard]] Effects step(State& state, const Event& event, const health::Moment& now);

/// When something happens by itself next (an override expires, a hold ends, a verdict grows
/// stale, a weight ramps): a Tick is then due. Monotonic; none: nothing is pending.
[[nodiscard]] std::optional<std::uint64_t> next_due_ms(const State& state);

[[nodiscard]] health::Standings standings(const State& state);

/// For people: a subject and all that is known of it.
struct View {
    health::Subject subject;
    health::Verdict verdict = health::Verdict::Unknown; ///< By its probes, after thresholds.
    health::Condition condition;                        ///< What steering is told.
    std::int64_t since_wall_ms = 0;                     ///< Of the verdict.
    std::string last_error;   ///< Of the last failure, even if it is up again; with its probe.
    std::uint32_t rtt_us = 0; ///< Of the last good observation.
    std::uint8_t load_percent = 0;
    std::optional<std::uint32_t> parent; ///< In the list: of an endpoint its link, of a link its
                                         ///< site.
    bool is_stale = false;               ///< The verdict rests on observations that are too old.
    std::optional<Override> override;
};

/// Sites, then links, endpoints, and services with an override; each in the order of the model.
[[nodiscard]] std::vector<View> views(const State& state);

[[nodiscard]] bool is_blind(const State& state) noexcept;

/// For the journal: what a restart should know.
[[nodiscard]] std::vector<LastVerdict> last_verdicts(const State& state);
/// By subject.
[[nodiscard]] std::vector<Override> overrides(const State& state);

} // namespace signpost::director
