// What if: the state in service with other standings, compared with what it is.
//
// Changes nothing. It may compile all plans, so a background thread asks it.
#pragma once

#include "control_plane/steering/compare.hpp"
#include "control_plane/steering/keeper.hpp"

#include <string>
#include <vector>

namespace signpost::steering {

/// What an override would say: "link/a-telecom" has this standing.
struct Verdict {
    std::string target;
    health::Standing standing = health::Standing::Up;
};

struct Simulation {
    std::vector<Verdict> verdicts;
    std::string isp;              ///< Empty: clients of all.
    std::vector<Address> clients; ///< Empty: all; otherwise the classes of these.
    std::string service;          ///< Empty: all.
};

/// An error, which suggests the name probably meant, if something is asked about that there is not.
[[nodiscard]] Result<Comparison> simulate(const InService& now, const Simulation& simulation);

} // namespace signpost::steering
