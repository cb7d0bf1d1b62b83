// The policies of the configuration with the numbers of maps, links and sites in them.
#pragma once

#include "control_plane/steering/warnings.hpp"
#include "core/geo/names.hpp"
#include "core/steer/policy.hpp"

#include <map>
#include <memory>
#include <string>

namespace signpost::steering {

/// By name.
using Policies = std::map<std::string, std::shared_ptr<const steer::Policy>>;

/// A line of an ISP table that is for clients whom no map knows is left out, with a warning. A
/// policy that is as it was is that of `previous`.
[[nodiscard]] Policies compile_policies(const config::Steering& config, const geo::Names& names,
                                        const Policies& previous, Warnings& warnings);

} // namespace signpost::steering
