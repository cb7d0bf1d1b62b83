// All zones of one snapshot: which zone is authoritative for a name.
#pragma once

#include "core/zone/zone.hpp"

#include <memory>
#include <vector>

namespace signpost::zone {

class Zones {
public:
    /// At most one zone for each apex.
    explicit Zones(std::vector<std::shared_ptr<const Zone>> zones);

    /// The zone with the longest apex at or above `name`, or null.
    [[nodiscard]] const Zone* find(const wire::Name& name) const noexcept {
        return find_within(name, name.label_count());
    }
    /// The zone with the longest apex strictly above `name`: where its DS lives (RFC 4035
    /// §3.1.4.1).
    [[nodiscard]] const Zone* find_above(const wire::Name& name) const noexcept {
        return name.label_count() == 0 ? nullptr : find_within(name, name.label_count() - 1);
    }

    /// Octets of memory that look-ups may touch.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The two halves of asking memory for what find(name) will read, as in Zone. The second
    /// returns the zone that find() will probably return, and asks for its first line.
    void prefetch_slot(const wire::Name& name) const noexcept;
    [[nodiscard]] const Zone* prefetch_zone(const wire::Name& name) const noexcept;

    [[nodiscard]] const std::vector<std::shared_ptr<const Zone>>& all() const noexcept {
        return zones_;
    }

private:
    struct Depth {
        std::size_t labels = 0;     ///< That the apexes of this depth have.
        const Zone* only = nullptr; ///< The zone of this depth; null if there are several.
    };
    struct Slot {
        std::uint64_t hash = 0;
        const Zone* zone = nullptr;
    };

    [[nodiscard]] const Zone* find_within(const wire::Name& name,
                                          std::size_t labels_max) const noexcept;
    [[nodiscard]] const Zone* find_apex(const wire::Name& name, std::size_t apex_at) const noexcept;
    [[nodiscard]] const Zone* probable_apex(std::uint64_t hash) const noexcept;
    void note_depth(const Zone& zone);
    void insert(const Zone& zone);
    [[nodiscard]] const Slot& first_slot(std::uint64_t hash) const noexcept {
        return slots_[hash & (slots_.size() - 1)];
    }

    std::vector<Slot> slots_;   ///< A power of two; at most half of them in use.
    std::vector<Depth> depths_; ///< Those that occur, the deepest first.
    std::vector<std::shared_ptr<const Zone>> zones_;
    std::size_t size_ = 0;
};

} // namespace signpost::zone
