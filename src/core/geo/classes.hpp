// From locations to classes: sets of clients that no policy in force can tell apart.
//
// The fewer classes there are, the wider are the networks whose clients share an answer, and the
// fewer answers a plan holds. Control side only; what it makes is immutable.
#pragma once

#include "base/result.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/client_map.hpp"

#include <compare>
#include <memory>
#include <set>
#include <vector>

namespace signpost::geo {

/// What the policies in force ask about. Names that are not in here are as good as unknown.
struct Distinctions {
    std::set<std::uint16_t> isps;
    std::set<std::uint16_t> regions;
    std::set<std::uint16_t> countries;
    std::uint64_t tags = 0;

    /// The location as far as policies can see it.
    [[nodiscard]] Location seen(const Location& location) const;

    auto operator<=>(const Distinctions&) const = default;
};

struct Classes {
    /// By class: what is known of its clients, as far as it is asked. 0 is: nothing.
    std::vector<Location> locations;
    std::shared_ptr<const ClientMap> map;
};

/// An error if there would be more than ClientMap::kClassMax classes beside 0, or no room for them.
[[nodiscard]] Result<Classes> compile_classes(const Atlas& atlas, const Distinctions& asked);

} // namespace signpost::geo
