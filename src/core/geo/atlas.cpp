#include "core/geo/atlas.hpp"

#include <unordered_map>
#include <utility>

namespace signpost::geo {

Atlas::Atlas(const std::vector<Sheet>& sheets) {
    for (const Sheet& sheet : sheets)
        put_below(sheet);
}

Atlas::Atlas(std::vector<Layer> layers) {
    for (Layer& layer : layers)
        put_below(lay_out(std::move(layer)));
}

void Atlas::put_below(const Sheet& sheet) {
    std::unordered_map<std::uint64_t, std::uint32_t> known; // by both numbers
    const auto combine = [&](std::uint32_t above, std::uint32_t below) {
        const auto [entry, is_new] = known.try_emplace(std::uint64_t{above} << 32 | below);
        if (is_new) {
            Location both = locations_.at(above);
            both.fill_from(sheet.locations[below]);
            entry->second = locations_.number(both);
        }
        return entry->second;
    };
    v4_ = Partition::overlay(v4_, *sheet.v4, combine);
    v6_ = Partition::overlay(v6_, *sheet.v6, combine);
}

Location Atlas::find(const Address& address) const noexcept {
    const Partition& runs = partition(address.family);
    return locations_.at(runs.runs()[runs.run_of(key_of(address))].value);
}

} // namespace signpost::geo
