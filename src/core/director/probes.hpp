// Judging probes: what an observation, a witness or mere time does to their verdicts, and what
// follows for the subjects that are judged by them.
//
// Internal to the director.
#pragma once

#include "core/director/state.hpp"

#include <cstdint>

namespace signpost::director {

void on_observed(const Turn& turn, const Observed& observed);
/// It may have grown stale, or served its time for flapping.
void on_probe_due(const Turn& turn, std::uint32_t probe);
/// A silence has waited for long: we may be blind.
void on_waiting_due(const Turn& turn);
/// The model has changed: where a probe is alone there is no blindness.
void reconsider_blindness(const Turn& turn);

/// Sees to it that on_probe_due comes.
void arm_probe(State& state, std::uint32_t probe);
/// Whether what a probe depends on is down: works it out anew.
void requiet(const Turn& turn, std::uint32_t probe);
/// No flap penalty keeps it away any longer. False: none did.
[[nodiscard]] bool release_probe(const Turn& turn, std::uint32_t probe);

} // namespace signpost::director
