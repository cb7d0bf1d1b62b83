// The rules by which policies let endpoints come back, numbered.
//
// The director is told the list, and each steered service its place in it: so both mean the same by
// a bit of health::Condition::held_by.
#pragma once

#include "control_plane/config/steering.hpp"

#include <cstddef>
#include <vector>

namespace signpost::config {

/// The default first, then those of the policies that differ, in the order of the policies.
[[nodiscard]] std::vector<Failback> failbacks_of(const Steering& steering);

/// The place of a policy's rule in failbacks_of().
[[nodiscard]] std::size_t failback_number(const std::vector<Failback>& failbacks,
                                          const Policy& policy);

} // namespace signpost::config
