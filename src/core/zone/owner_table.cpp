#include "core/zone/owner_table.hpp"

#include "core/wire/hash.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace signpost::zone {
namespace {

constexpr std::size_t kFirstSlots = 16;

std::size_t count_labels(Bytes labels) noexcept {
    std::size_t count = 0;
    for (std::size_t at = 0; at < labels.size(); at += 1U + labels[at])
        ++count;
    return count;
}

} // namespace

OwnerTable::OwnerTable() : slots_(kFirstSlots) {
    add({}, static_cast<std::uint32_t>(wire::hash_octets(nullptr, 0)));
}

OwnerId OwnerTable::add(Bytes labels, std::uint32_t hash) {
    std::size_t slot = slot_of(labels, hash);
    if (slots_[slot].owner != kNone) return slots_[slot].owner;
    std::size_t label_count = count_labels(labels);
    const OwnerId added = add_at(slot, labels, hash, label_count);
    // Ancestors from below upwards: the first that is known has all its own already.
    while (label_count > 1) {
        labels = labels.subspan(1U + labels[0]);
        hash = static_cast<std::uint32_t>(wire::hash_octets(labels.data(), labels.size()));
        slot = slot_of(labels, hash);
        if (slots_[slot].owner != kNone) break;
        add_at(slot, labels, hash, --label_count);
    }
    return added;
}

std::optional<OwnerId> OwnerTable::find(Bytes labels, std::uint32_t hash) const noexcept {
    const OwnerId owner = slots_[slot_of(labels, hash)].owner;
    if (owner == kNone) return std::nullopt;
    return owner;
}

std::size_t OwnerTable::slot_of(Bytes labels, std::uint32_t hash) const noexcept {
    for (std::size_t at = first(hash);; ++at) { // ends: a quarter of the slots is free
        const std::size_t slot = at & (slots_.size() - 1);
        const auto [slot_hash, owner] = slots_[slot];
        if (owner == kNone) return slot;
        if (slot_hash == hash && std::ranges::equal(this->labels(owner), labels)) return slot;
    }
}

OwnerId OwnerTable::add_at(std::size_t slot, Bytes labels, std::uint32_t hash,
                           std::size_t label_count) {
    const auto owner = static_cast<OwnerId>(owners_.size());
    const std::uint32_t handle = pool_.add(labels.size());
    if (!labels.empty()) std::memcpy(pool_.at(handle), labels.data(), labels.size());
    owners_.push_back({hash, handle, static_cast<std::uint8_t>(labels.size()),
                       static_cast<std::uint8_t>(label_count)});
    labels_size_ += labels.size();
    slots_[slot] = {hash, owner};
    if (4 * owners_.size() > 3 * slots_.size()) grow();
    return owner;
}

void OwnerTable::grow() {
    std::vector<Slot> wider(slots_.size() * 2);
    for (const Slot& slot : slots_) {
        if (slot.owner == kNone) continue;
        std::size_t at = slot.hash;
        while (wider[at & (wider.size() - 1)].owner != kNone)
            ++at;
        wider[at & (wider.size() - 1)] = slot;
    }
    slots_ = std::move(wider);
}

} // namespace signpost::zone
