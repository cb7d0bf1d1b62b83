// Classes as far as one service can tell them apart.
//
// Classes are made for all services together; one service sees fewer. Ranking its endpoints once
// for each viewpoint instead of each class is what keeps plans small. Shared by the services that
// ask for the same. Immutable; any thread.
#pragma once

#include "core/geo/classes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace signpost::steer {

struct Viewpoints {
    std::vector<std::uint16_t> of_class;
    std::vector<geo::Location> locations; ///< By viewpoint: what is known there.
    /// By viewpoint: the one of the same clients if they had no tag, for who claims one in vain.
    std::vector<std::uint16_t> without_tags;

    bool operator==(const Viewpoints&) const = default;
};

/// `classes` as in geo::Classes::locations.
[[nodiscard]] Viewpoints make_viewpoints(std::span<const geo::Location> classes,
                                         const geo::Distinctions& asked);

} // namespace signpost::steer
