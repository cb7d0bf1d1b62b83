// The owner names of a zone while it is being read, each with a number.
//
// Names are labels below the apex, lower-cased, without a root label. Every ancestor of an owner up
// to the apex is an owner too (an empty non-terminal, RFC 4592 §2.2.2). RecordStore keeps what the
// owners own. One thread.
#pragma once

#include "base/bytes.hpp"
#include "core/zone/byte_pool.hpp"

#include <optional>
#include <vector>

namespace signpost::zone {

using OwnerId = std::uint32_t;

class OwnerTable {
public:
    static constexpr OwnerId kApex = 0;

    OwnerTable();

    /// The owner of this name, which it becomes with all its ancestors if it is new. `hash` is what
    /// wire::hash_octets() makes of the labels; wire::kWordSlack applies.
    OwnerId add(Bytes labels, std::uint32_t hash);
    [[nodiscard]] std::optional<OwnerId> find(Bytes labels, std::uint32_t hash) const noexcept;
    /// Asks memory for what add() or find() will read first.
    void prefetch(std::uint32_t hash) const noexcept { __builtin_prefetch(&slots_[first(hash)]); }

    [[nodiscard]] std::size_t size() const noexcept { return owners_.size(); }
    [[nodiscard]] std::size_t labels_size() const noexcept { return labels_size_; }
    [[nodiscard]] Bytes labels(OwnerId owner) const noexcept {
        return {pool_.at(owners_[owner].labels), owners_[owner].length};
    }
    [[nodiscard]] std::uint32_t hash(OwnerId owner) const noexcept { return owners_[owner].hash; }
    [[nodiscard]] std::size_t label_count(OwnerId owner) const noexcept {
        return owners_[owner].label_count;
    }

private:
    static constexpr OwnerId kNone = 0xffffffff;
    struct Owner {
        std::uint32_t hash;
        std::uint32_t labels; ///< Handle.
        std::uint8_t length;
        std::uint8_t label_count;
    };
    struct Slot { // the hash stands here too, so that a probe seldom has to look at an owner
        std::uint32_t hash = 0;
        OwnerId owner = kNone;
    };

    [[nodiscard]] std::size_t first(std::uint32_t hash) const noexcept {
        return hash & (slots_.size() - 1);
    }
    [[nodiscard]] std::size_t slot_of(Bytes labels, std::uint32_t hash) const noexcept;
    OwnerId add_at(std::size_t slot, Bytes labels, std::uint32_t hash, std::size_t label_count);
    void grow();

    BytePool pool_;
    std::vector<Owner> owners_;
    std::vector<Slot> slots_; ///< By hash, open addressing; a power of two, kNone is free.
    std::size_t labels_size_ = 0;
};

} // namespace signpost::zone
