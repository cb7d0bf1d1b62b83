// Taking over a new model, and what an earlier run remembered.
//
// Internal to the director. What is still there keeps what is known of it.
#pragma once

#include "core/director/state.hpp"

namespace signpost::director {

void load_model(const Turn& turn, const ModelLoaded& loaded);
/// Overrides are in force at once; what is known of subjects that are not in the model waits for
/// them.
void restore(const Turn& turn, const Restored& restored);

} // namespace signpost::director
