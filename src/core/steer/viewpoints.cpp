#include "core/steer/viewpoints.hpp"

namespace signpost::steer {

Viewpoints make_viewpoints(std::span<const geo::Location> classes, const geo::Distinctions& asked) {
    Viewpoints viewpoints;
    geo::Locations distinct; // numbered as they come, from 0, of which nothing is known
    viewpoints.of_class.reserve(classes.size());
    for (const geo::Location& location : classes)
        viewpoints.of_class.push_back(
            static_cast<std::uint16_t>(distinct.number(asked.seen(location))));
    for (std::uint32_t number = 0; number < distinct.size(); ++number) { // it grows meanwhile
        viewpoints.locations.push_back(distinct.at(number));
        geo::Location untagged = distinct.at(number);
        untagged.tags = 0;
        viewpoints.without_tags.push_back(static_cast<std::uint16_t>(distinct.number(untagged)));
    }
    return viewpoints;
}

} // namespace signpost::steer
