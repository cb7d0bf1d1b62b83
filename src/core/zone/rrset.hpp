// An RRset as it goes on the wire, prepared when its zone was loaded.
//
// The octets of all its RRs stand ready, each with the pointer 0xc00c as owner: right whenever the
// owner is the question. What depends on the message (where the zone's apex, the owner or this
// RRset itself stands in it) is listed as fixups. Lives in its zone's arena; read by any thread.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace signpost::zone {

/// Two octets of the wire form that must become a compression pointer.
struct Fixup {
    static constexpr std::uint16_t kSelf = 0x0000;  ///< Plus an offset into this RRset.
    static constexpr std::uint16_t kOwner = 0x4000; ///< Plus an offset into the owner name.
    static constexpr std::uint16_t kApex = 0x8000;
    static constexpr std::uint16_t kKind = 0xc000;

    std::uint16_t at;     ///< Offset into the RRset's wire form.
    std::uint16_t target; ///< A kind and an offset.

    /// Offsets into the RRset itself stay below this. A compression pointer reaches 2^14 octets
    /// (RFC 1035 §4.1.4), and the longest question with the longest chain of aliases
    /// (answer/resolution.hpp) takes under 9,000 of them before the RRset begins.
    static constexpr std::size_t kSelfEnd = 0x1c00;
};

/// A name inside the RRset whose addresses belong into the additional section (RFC 1034 §4.3.2).
struct Target {
    std::uint32_t node; ///< Arena offset of the node that has the addresses.
    std::uint16_t at;   ///< Where the name stands in the RRset's wire form.
    std::uint16_t reserved;
};

class alignas(4) RRset {
public:
    [[nodiscard]] std::uint16_t type() const noexcept { return type_; }
    [[nodiscard]] std::uint16_t count() const noexcept { return count_; }

    [[nodiscard]] std::span<const Fixup> fixups() const noexcept {
        return {static_cast<const Fixup*>(behind(0)), fixup_count_};
    }
    [[nodiscard]] std::span<const Target> targets() const noexcept {
        return {static_cast<const Target*>(behind(fixups_size())), target_count_};
    }
    [[nodiscard]] Bytes wire() const noexcept {
        return {static_cast<const std::uint8_t*>(behind(fixups_size() + targets_size())),
                wire_length_};
    }

    /// The RRset that stands behind this one in the same node.
    [[nodiscard]] const RRset* next() const noexcept {
        constexpr std::size_t kAlign = alignof(RRset);
        const std::size_t wire_size = (wire_length_ + kAlign - 1) / kAlign * kAlign;
        return static_cast<const RRset*>(behind(fixups_size() + targets_size() + wire_size));
    }

    /// What one RR takes before its RDATA: pointer, type, class, TTL, length.
    static constexpr std::size_t kRdataAt = 12;
    static constexpr std::size_t kTtlAt = 6;
    static constexpr std::size_t kRdlengthAt = 10;

private:
    friend class RRsetEncoder;
    friend class ZoneLayout;

    /// For the layout, which knows where nodes stand only once all of them do.
    [[nodiscard]] std::span<Target> mutable_targets() noexcept {
        void* at = static_cast<std::uint8_t*>(static_cast<void*>(this + 1)) + fixups_size();
        return {static_cast<Target*>(at), target_count_};
    }

    [[nodiscard]] std::size_t fixups_size() const noexcept { return fixup_count_ * sizeof(Fixup); }
    [[nodiscard]] std::size_t targets_size() const noexcept {
        return target_count_ * sizeof(Target);
    }
    [[nodiscard]] const void* behind(std::size_t offset) const noexcept {
        return static_cast<const std::uint8_t*>(static_cast<const void*>(this + 1)) + offset;
    }

    std::uint16_t type_;
    std::uint16_t count_; ///< Records; at least 1.
    std::uint16_t wire_length_;
    std::uint16_t fixup_count_;
    std::uint16_t target_count_;
    std::uint16_t reserved_;
};

} // namespace signpost::zone
