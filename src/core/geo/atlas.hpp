// All maps laid over each other: where the clients at each address are.
//
// The control side makes one when a map changes, and compiles ClientMaps from it. Values.
#pragma once

#include "core/geo/layer.hpp"

namespace signpost::geo {

class Atlas {
public:
    /// What the first layer knows of an address counts; later ones fill what it leaves open.
    explicit Atlas(const std::vector<Sheet>& sheets);
    explicit Atlas(std::vector<Layer> layers);

    [[nodiscard]] Location find(const Address& address) const noexcept;

    /// Its values are numbers of locations().
    [[nodiscard]] const Partition& partition(Family family) const noexcept {
        return family == Family::V4 ? v4_ : v6_;
    }
    [[nodiscard]] const Locations& locations() const noexcept { return locations_; }

private:
    void put_below(const Sheet& sheet);

    Locations locations_;
    Partition v4_;
    Partition v6_;
};

} // namespace signpost::geo
