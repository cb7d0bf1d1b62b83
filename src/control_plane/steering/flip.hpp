// What follows when nothing but standings has changed.
#pragma once

#include "control_plane/steering/compile.hpp"

namespace signpost::steering {

/// As compile() from the same world with `now` for standings; only services that a difference
/// touches are looked at, and all else is shared. Cheap enough for the loop's thread.
[[nodiscard]] Compiled flip(const Compiled& previous, std::shared_ptr<const health::Standings> now);

} // namespace signpost::steering
