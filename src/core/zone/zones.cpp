#include "core/zone/zones.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace signpost::zone {

Zones::Zones(std::vector<std::shared_ptr<const Zone>> zones)
    : slots_(std::bit_ceil(2 * zones.size() + 1)), zones_(std::move(zones)) {
    for (const auto& zone : zones_) {
        insert(*zone);
        apex_depths_.push_back(static_cast<std::uint8_t>(zone->apex_label_count()));
    }
    std::ranges::sort(apex_depths_, std::greater{});
    // std::ranges::unique returns a view, and clang 14 cannot read libstdc++'s views.
    apex_depths_.erase(std::unique(apex_depths_.begin(), apex_depths_.end()), apex_depths_.end());
}

void Zones::insert(const Zone& zone) {
    wire::Name apex;
    apex.read(zone.apex());
    const std::uint64_t hash = apex.hash(0, apex.length());
    std::size_t index = hash & (slots_.size() - 1);
    while (slots_[index].zone != nullptr)
        index = (index + 1) & (slots_.size() - 1);
    slots_[index] = {hash, &zone};
}

const Zone* Zones::find_within(const wire::Name& name, std::size_t labels_max) const noexcept {
    for (const std::size_t labels : apex_depths_)
        if (labels <= labels_max)
            if (const Zone* zone = find_apex(name, labels)) return zone;
    return nullptr;
}

const Zone* Zones::find_apex(const wire::Name& name, std::size_t labels) const noexcept {
    const Bytes apex = name.suffix(labels);
    const std::uint64_t hash = name.hash(name.length() - apex.size(), name.length());
    for (std::size_t index = hash;; ++index) {
        const Slot& slot = slots_[index & (slots_.size() - 1)];
        if (slot.zone == nullptr) return nullptr;
        if (slot.hash == hash && std::ranges::equal(slot.zone->apex(), apex)) return slot.zone;
    }
}

} // namespace signpost::zone
