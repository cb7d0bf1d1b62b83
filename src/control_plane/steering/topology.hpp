// Links and sites as their endpoints see them: where an address belongs.
//
// Made for one compilation, from the configuration and the names that maps know. Values.
#pragma once

#include "control_plane/steering/warnings.hpp"
#include "core/geo/names.hpp"
#include "core/geo/partition.hpp"
#include "core/steer/rank.hpp"

#include <string_view>

namespace signpost::steering {

/// What endpoints at one place have in common.
struct Spot {
    steer::Endpoint endpoint;
    std::uint32_t capacity_mbps = 0;
    bool has_link = false;
    bool has_site = false;
    std::string link; ///< Names.
    std::string site;
};

class Topology {
public:
    /// A name that no map knows has the number 0, which equals nothing.
    Topology(const config::Steering& config, const geo::Names& names, Warnings& warnings);

    /// On the link with the longest prefix that covers the address; without any, elsewhere().
    [[nodiscard]] const Spot& at(const Address& address) const;
    /// A CNAME target belongs to a link, to a site as a whole, or nowhere.
    [[nodiscard]] const Spot& of(const config::Alias& alias) const;
    /// The implicit link `other` at a site of its own: numbers behind those of the configuration.
    [[nodiscard]] const Spot& elsewhere() const noexcept { return links_.back(); }

private:
    [[nodiscard]] const geo::Partition& links_of(Family family) const noexcept {
        return family == Family::V4 ? v4_ : v6_;
    }

    std::vector<Spot> links_; ///< By number; the last is `other`.
    std::vector<Spot> sites_; ///< By number: endpoints of the site that are on no link of it.
    geo::Partition v4_;       ///< Its values are link numbers and 1.
    geo::Partition v6_;
};

/// The tags of `names` as a set; each that no map knows is left out.
[[nodiscard]] std::uint64_t tags_of(std::span<const std::string> tags, const geo::Names& names);

} // namespace signpost::steering
