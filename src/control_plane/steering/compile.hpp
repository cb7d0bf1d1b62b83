// From the configuration, the zones and the maps to all that replies read to steer.
//
// compile() is run on a background thread when one of the three has changed. It shares nothing but
// immutable values; equal worlds with equal previous results give equal results. What has not
// changed is taken over from the previous result. When only standings change, flip() does the same
// in less time.
#pragma once

#include "control_plane/config/steering.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/steering/policies.hpp"
#include "control_plane/steering/subject_index.hpp"
#include "core/steer/steering.hpp"
#include "core/zone/zones.hpp"

#include <map>
#include <memory>
#include <vector>

namespace signpost::steering {

struct World {
    const config::Steering& config;
    const zone::Zones& zones;
    std::shared_ptr<const maps::Geography> geography;
    std::shared_ptr<const health::Standings> standings; ///< Not null.
};

struct Compiled {
    std::shared_ptr<const steer::Steering> steering;
    std::shared_ptr<const geo::Classes> classes; ///< Those that `steering` tells apart.
    std::vector<Complaint> complaints;           ///< Warnings only.

    // What explaining, and the next compile() or flip(), ask for.
    std::shared_ptr<const health::Standings> standings;
    std::shared_ptr<const SubjectIndex> index; ///< Of all plans.
    std::shared_ptr<const maps::Geography> geography;
    geo::Distinctions asked; ///< By all services together.
    Policies policies;
    std::shared_ptr<const geo::Regions> regions;
    std::map<geo::Distinctions, std::shared_ptr<const steer::Viewpoints>> viewpoints;
};

/// `previous` may be null. An error if the policies tell more classes apart than there can be, or
/// their table had no room; what is in service then has to stay.
[[nodiscard]] Result<Compiled> compile(const World& world, const Compiled* previous);

/// The address space of a family, cut into classes.
[[nodiscard]] geo::Partition partition_by_class(const Compiled& compiled, Family family);

} // namespace signpost::steering
