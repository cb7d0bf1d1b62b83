// Which services have, or would have, nothing left that is up.
//
// Of each kind of record and view something must be left. Pure.
#pragma once

#include "control_plane/steering/compile.hpp"

#include <string>
#include <vector>

namespace signpost::steering {

/// Names of services that have an endpoint that is up with the standings `before`, and none of its
/// kind and view with `then`, which differ by `changed` alone.
[[nodiscard]] std::vector<std::string> left_without(const Compiled& now,
                                                    const health::Subject& changed,
                                                    const health::Standings& before,
                                                    const health::Standings& then);

/// Names of services whose answers still lead to what is drained, `drained` or a part of it, as
/// nothing else is up.
[[nodiscard]] std::vector<std::string> still_given(const Compiled& now,
                                                   const health::Subject& drained);

} // namespace signpost::steering
