#include "core/geo/layer.hpp"

namespace signpost::geo {

std::uint32_t Locations::number(const Location& location) {
    const auto [entry, is_new] =
        numbers_.try_emplace(location, static_cast<std::uint32_t>(all_.size()));
    if (is_new) all_.push_back(location);
    return entry->second;
}

void Layer::add(const Prefix& prefix, const Location& location) {
    std::vector<Network>& networks = prefix.address.family == Family::V4 ? v4_ : v6_;
    networks.push_back({key_of(prefix.address), prefix.bits, locations_.number(location)});
}

Sheet lay_out(Layer layer) {
    return {.locations = layer.locations().all(),
            .v4 = std::make_shared<const Partition>(layer.take_partition(Family::V4)),
            .v6 = std::make_shared<const Partition>(layer.take_partition(Family::V6))};
}

} // namespace signpost::geo
