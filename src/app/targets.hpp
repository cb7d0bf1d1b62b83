// Whom a check is asked about, for an operator who asks by hand.
#pragma once

#include "base/result.hpp"
#include "control_plane/config/steering.hpp"
#include "control_plane/control_socket/health_request.hpp"
#include "control_plane/watch/roster.hpp"

#include <string>
#include <vector>

namespace signpost::app {

struct Target {
    std::string check; ///< Of a combination one of those in it.
    probe::Question question;
};

struct Targets {
    std::vector<Target> asked;
    std::size_t left_out = 0; ///< There are so many more.
};

/// At most kTargetsMax are asked. An error, which suggests the name probably meant, if there is no
/// such check, or nothing that it is asked about.
inline constexpr std::size_t kTargetsMax = 100;
[[nodiscard]] Result<Targets> find_targets(const config::Steering& config,
                                           const watch::Roster& roster,
                                           const control_socket::ProbeRequest& asked);

} // namespace signpost::app
