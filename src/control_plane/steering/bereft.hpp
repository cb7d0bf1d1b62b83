// Which services would have nothing left that is up.
#pragma once

#include "control_plane/steering/compile.hpp"

#include <string>
#include <vector>

namespace signpost::steering {

/// Names of services that have an endpoint that is up now, and none of its kind and view with
/// `then`, which differs from the standings in service by `changed` alone.
[[nodiscard]] std::vector<std::string>
left_without(const Compiled& now, const health::Subject& changed, const health::Standings& then);

} // namespace signpost::steering
