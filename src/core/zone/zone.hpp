// One zone, immutable, laid out for look-ups: which node answers for a name.
//
// Made by ZoneBuilder; shared between snapshots; read by every worker. A look-up of a name that
// exists reads one slot and one node. Knows nothing of messages or of other zones.
//
// A zone is one block of memory, its arena: this header, then slots, then nodes. Places in it are
// offsets from its beginning in words of 4 octets, so those of 32 bits reach 16 GiB.
#pragma once

#include "core/wire/name.hpp"
#include "core/zone/node.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace signpost::zone {

/// How a zone stands to a name in it (RFC 1034 §4.3.2 step 3).
enum class Relation : std::uint8_t {
    Exists,     ///< `node` is the name's own, or the wildcard that stands in for it.
    NoName,     ///< The name does not exist; `node` is null.
    Delegation, ///< `node` is the cut at or above the name.
    Redirect,   ///< `node` owns the DNAME above the name.
};

struct Match {
    Relation relation = Relation::NoName;
    const Node* node = nullptr;
};

class alignas(64) Zone { // a cache line: with an apex of usual length, one is all it takes
public:
    static constexpr std::size_t kWord = 4; ///< What offsets count, in octets.

    Zone& operator=(const Zone&) = delete;

    /// `name` must be at or below the apex. A name at a cut is a Delegation.
    [[nodiscard]] Match find(const wire::Name& name) const noexcept;

    /// Whether the octets from `name` on, as many as the apex has, are the apex; kWordSlack
    /// applies.
    [[nodiscard]] bool has_apex(const std::uint8_t* name) const noexcept {
        return wire::equal_octets(apex_.data(), name, apex_length_);
    }
    [[nodiscard]] bool is_apex(const wire::Name& name) const noexcept {
        return name.length() == apex_length_;
    }
    /// The apex in lower-cased wire form.
    [[nodiscard]] Bytes apex() const noexcept { return {apex_.data(), apex_length_}; }
    [[nodiscard]] std::size_t apex_label_count() const noexcept { return apex_label_count_; }
    [[nodiscard]] const Node& apex_node() const noexcept { return *node_at(apex_node_); }

    /// The SOA with the TTL of a negative answer: min(TTL, MINIMUM) (RFC 2308 §3).
    [[nodiscard]] const RRset& negative_soa() const noexcept {
        return *static_cast<const RRset*>(at(negative_soa_));
    }

    /// `offset` comes from Node::link or Target::node of this zone.
    [[nodiscard]] const Node* node_at(std::uint32_t offset) const noexcept {
        return static_cast<const Node*>(at(offset));
    }

    /// The two halves of asking memory for what find(name) will read, before it is called. Between
    /// them other work hides the wait for the first. `name` need not be in the zone.
    [[nodiscard]] std::uint32_t prefetch_slot(const wire::Name& name) const noexcept;
    void prefetch_node(std::uint32_t hash) const noexcept; ///< Takes what prefetch_slot() returned.

    /// Octets of memory that look-ups may touch.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t serial() const noexcept { return serial_; }
    [[nodiscard]] std::size_t record_count() const noexcept { return record_count_; }
    [[nodiscard]] std::size_t name_count() const noexcept { return name_count_; }

private:
    friend class ZoneLayout;

    Zone() = default;
    Zone(const Zone&) = default; // the header alone: ZoneLayout copies the rest of the block
    ~Zone() = default;
    [[nodiscard]] const void* at(std::size_t offset) const noexcept {
        const void* block = this;
        return static_cast<const std::byte*>(block) + offset * kWord;
    }

    struct Slot {
        std::uint32_t hash;
        std::uint32_t node; ///< Offset; kNoNode: the slot is free.
    };
    static constexpr std::uint32_t kNoNode = 0xffffffff;

    [[nodiscard]] std::size_t first_slot(std::uint32_t hash) const noexcept {
        return static_cast<std::uint64_t>(hash) * slot_count_ >> 32;
    }
    /// The node of octets [from, to) of `name`, which are labels below the apex.
    [[nodiscard]] const Node* find_node(const wire::Name& name, std::size_t from,
                                        std::size_t to) const noexcept;
    [[nodiscard]] const Node& closest_encloser(const wire::Name& name,
                                               std::size_t to) const noexcept;
    [[nodiscard]] static Match cover(const Node& node) noexcept;

    [[nodiscard]] const Slot* slots() const noexcept {
        return static_cast<const Slot*>(static_cast<const void*>(this + 1));
    }

    // In the order in which a look-up touches them, so that it stays on few cache lines.
    std::uint32_t slot_count_ = 0;
    std::uint32_t apex_node_ = 0;    ///< Offset.
    std::uint32_t negative_soa_ = 0; ///< Offset.
    std::uint8_t apex_length_ = 0;
    std::uint8_t apex_label_count_ = 0;
    std::uint8_t deepest_ = 0; ///< The most labels that any node has below the apex.
    std::array<std::uint8_t, wire::Name::kMaxLength + wire::kWordSlack> apex_{};
    std::uint32_t serial_ = 0;
    std::size_t size_ = 0;
    std::size_t record_count_ = 0;
    std::size_t name_count_ = 0;
};

} // namespace signpost::zone
