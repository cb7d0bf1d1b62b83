// Everything a worker may read, as one immutable value, replaced as a whole (ADR 0001).
//
// The control plane publishes a new snapshot through Published; parts that did not change are
// shared with the one before. Workers pin it for a batch of packets.
#pragma once

#include "core/snapshot/settings.hpp"
#include "core/steer/steering.hpp"
#include "core/zone/zones.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace signpost {

struct Snapshot {
    std::uint64_t generation = 0; ///< Counts up from 1 with every published snapshot.
    std::shared_ptr<const zone::Zones> zones;
    std::shared_ptr<const Settings> settings;
    /// Compiled for these zones. Never null; without services it is empty.
    std::shared_ptr<const steer::Steering> steering = std::make_shared<const steer::Steering>();
    /// health_lines() of the standings that are steered by. Null: all is up.
    std::shared_ptr<const std::vector<std::string>> health_lines = nullptr;
};

} // namespace signpost
