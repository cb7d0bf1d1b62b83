#include "core/zone/zones.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace signpost::zone {
namespace {

bool is_apex_at(const Zone& zone, const wire::Name& name, std::size_t at) noexcept {
    return zone.apex().size() == name.length() - at && zone.has_apex(name.octets().data() + at);
}

} // namespace

Zones::Zones(std::vector<std::shared_ptr<const Zone>> zones)
    : slots_(std::bit_ceil(2 * zones.size() + 1)), zones_(std::move(zones)) {
    for (const auto& zone : zones_) {
        insert(*zone);
        note_depth(*zone);
        size_ += zone->size();
    }
    size_ += slots_.size() * sizeof(Slot);
    std::ranges::sort(depths_, std::greater{}, &Depth::labels);
}

void Zones::note_depth(const Zone& zone) {
    const auto known = std::ranges::find(depths_, zone.apex_label_count(), &Depth::labels);
    if (known == depths_.end())
        depths_.push_back({zone.apex_label_count(), &zone});
    else
        known->only = nullptr;
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
    for (const Depth& depth : depths_) {
        if (depth.labels > labels_max) continue;
        const std::size_t apex_at = name.suffix_at(depth.labels);
        const Zone* zone = depth.only;
        if (zone == nullptr)
            zone = find_apex(name, apex_at);
        else if (!is_apex_at(*zone, name, apex_at))
            zone = nullptr;
        if (zone != nullptr) return zone;
    }
    return nullptr;
}

const Zone* Zones::find_apex(const wire::Name& name, std::size_t apex_at) const noexcept {
    const std::uint64_t hash = name.hash(apex_at, name.length());
    for (std::size_t index = hash;; ++index) { // ends: at least half of the slots are free
        const Slot& slot = slots_[index & (slots_.size() - 1)];
        if (slot.zone == nullptr) return nullptr;
        if (slot.hash == hash && is_apex_at(*slot.zone, name, apex_at)) return slot.zone;
    }
}

/// Without looking at the zone: equal hashes mostly mean equal names.
const Zone* Zones::probable_apex(std::uint64_t hash) const noexcept {
    for (std::size_t index = hash;; ++index) { // ends: at least half of the slots are free
        const Slot& slot = slots_[index & (slots_.size() - 1)];
        if (slot.zone == nullptr || slot.hash == hash) return slot.zone;
    }
}

void Zones::prefetch_slot(const wire::Name& name) const noexcept {
    for (const Depth& depth : depths_) {
        if (depth.labels > name.label_count() || depth.only != nullptr) continue;
        __builtin_prefetch(&first_slot(name.hash(name.suffix_at(depth.labels), name.length())));
    }
}

const Zone* Zones::prefetch_zone(const wire::Name& name) const noexcept {
    for (const Depth& depth : depths_) {
        if (depth.labels > name.label_count()) continue;
        const std::size_t apex_at = name.suffix_at(depth.labels);
        const Zone* zone = depth.only;
        if (zone == nullptr)
            zone = probable_apex(name.hash(apex_at, name.length()));
        else if (!is_apex_at(*zone, name, apex_at))
            continue;
        if (zone == nullptr) continue;
        __builtin_prefetch(zone);
        return zone;
    }
    return nullptr;
}

} // namespace signpost::zone
