// Who remains of a group of endpoints for clients at each viewpoint: ranking, done once for all
// services whose endpoints stand alike.
//
// One thread.
#pragma once

#include "core/steer/service.hpp"
#include "core/steer/viewpoints.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace signpost::steer {

/// What ranking depends on.
struct Contest {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const geo::Regions> regions;
    std::shared_ptr<const Viewpoints> viewpoints;
    std::vector<Endpoint> endpoints;

    /// Policies and the like are equal if they are the same.
    auto operator<=>(const Contest&) const = default;
};

struct Remaining {
    std::vector<std::vector<std::size_t>> lists; ///< Numbers of endpoints; each list once.
    std::vector<std::uint32_t> of_viewpoint;     ///< Which list.
};

class Rankings {
public:
    /// Valid as long as this is.
    [[nodiscard]] const Remaining& remaining(Contest contest);

private:
    std::map<Contest, Remaining> known_;
};

} // namespace signpost::steer
