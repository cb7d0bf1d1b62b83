// Who is probed, and what is judged by it: from the configuration and the compiled plans.
//
// Made whenever either changes, on any thread; pure. Endpoints are those that plans offer; equal
// questions are one probe, however many names need the answer. Equal inputs give equal rosters, and
// numbers follow the order of the configuration and of the plans.
#pragma once

#include "control_plane/config/steering.hpp"
#include "control_plane/probe/prober.hpp"
#include "core/director/model.hpp"
#include "core/steer/plan.hpp"

#include <memory>
#include <span>
#include <vector>

namespace signpost::watch {

struct Roster {
    std::shared_ptr<const director::Model> model;
    std::vector<probe::Assignment> assignments; ///< By the number of a probe in the model.
};

/// `config` has been accepted by config::parse(), and `plans` were compiled from it.
[[nodiscard]] Roster make_roster(const config::Steering& config,
                                 std::span<const steer::Plan* const> plans);

} // namespace signpost::watch
