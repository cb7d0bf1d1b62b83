// A name in a zone and the RRsets it owns. Lives in its zone's arena; read by any thread.
#pragma once

#include "core/zone/rrset.hpp"

#include <cstring>

namespace signpost::zone {

class alignas(4) Node {
public:
    enum Flag : std::uint8_t {
        Cut = 1,      ///< Owns NS below the apex: what is below belongs to another zone.
        Cname = 2,    ///< Owns a CNAME.
        Dname = 4,    ///< Owns a DNAME: what is below is elsewhere (RFC 6672 §2.3).
        Occluded = 8, ///< Stands below a cut or a DNAME; link() is the node that covers it.
        Wildcard = 16 ///< Its child '*' exists; link() is that child (RFC 4592 §2.1.1).
    };

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    [[nodiscard]] std::uint32_t link() const noexcept { return link_; }
    [[nodiscard]] std::size_t rrset_count() const noexcept { return rrset_count_; }

    /// The labels below the apex, lower-cased, without a root label; empty at the apex.
    [[nodiscard]] Bytes name() const noexcept {
        return {static_cast<const std::uint8_t*>(static_cast<const void*>(this + 1)), name_length_};
    }
    [[nodiscard]] std::size_t name_length() const noexcept { return name_length_; }

    /// The first RRset; there is one only if rrset_count() is not 0.
    [[nodiscard]] const RRset* first() const noexcept {
        constexpr std::size_t kAlign = alignof(RRset);
        const std::size_t name_size = (name_length_ + kAlign - 1) / kAlign * kAlign;
        return static_cast<const RRset*>(static_cast<const void*>(name().data() + name_size));
    }

    /// The RRset of `type`, or null.
    [[nodiscard]] const RRset* find(std::uint16_t type) const noexcept {
        const RRset* rrset = first();
        for (std::size_t left = rrset_count_; left != 0; --left, rrset = rrset->next())
            if (rrset->type() == type) return rrset;
        return nullptr;
    }

    /// The node that stands behind this one in the arena. Zone::name_count() of them follow each
    /// other from the apex on; it must not be the last.
    [[nodiscard]] const Node* next() const noexcept {
        const RRset* rrset = first(); // where the first would be, without any
        for (std::size_t left = rrset_count_; left != 0; --left)
            rrset = rrset->next();
        return static_cast<const Node*>(static_cast<const void*>(rrset));
    }

private:
    friend class ZoneLayout;

    std::uint8_t name_length_;
    std::uint8_t flags_;
    std::uint16_t rrset_count_;
    std::uint32_t link_; ///< Arena offset; 0 (the apex) if no flag gives it a meaning.
};

} // namespace signpost::zone
