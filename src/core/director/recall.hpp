// What an earlier run knew of sites, links and endpoints, and what follows from it for their
// probes.
//
// Internal to the director. Only verdicts of subjects are remembered. Of a probe it is taken over
// what they leave as the only possibility; of what they leave open, that a probe was as its subject
// was, so that it takes what it takes to decide otherwise. Nothing that is remembered is
// contradicted by such a guess: by being restored nothing flips.
#pragma once

#include "core/director/state.hpp"

#include <vector>

namespace signpost::director {

/// Of those that are in the model; of their probes only those that have no verdict yet get one.
/// Overrides are in force already.
void restore_verdicts(const Turn& turn, const std::vector<LastVerdict>& verdicts);

} // namespace signpost::director
