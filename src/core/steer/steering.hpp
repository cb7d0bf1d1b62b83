// Everything that replies read to steer: who the client is, and the plans of all services.
//
// One value of a snapshot, so that classes and plans always belong together. Immutable; any thread.
#pragma once

#include "core/geo/client_map.hpp"
#include "core/steer/plan.hpp"

#include <memory>
#include <string>
#include <vector>

namespace signpost::steer {

/// Finds the plan of a name by its place in its zone. Values that share what is large: other plans
/// for some of the names cost little, however many there are.
class Plans {
public:
    using PlanPointer = std::shared_ptr<const Plan>;

    explicit Plans(std::vector<PlanPointer> plans = {});

    /// A plan for the same name as that of this number.
    struct Replacement {
        std::size_t number = 0;
        PlanPointer plan;
    };
    /// In the order of their numbers.
    [[nodiscard]] Plans with(std::vector<Replacement> replacements) const;

    /// Null: the name is not steered.
    [[nodiscard]] const Plan* find(const zone::Node* node) const noexcept {
        const Slot* slot = &table_->slots[first_slot(node)];
        while (slot->node != node && slot->node != nullptr)
            ++slot; // ends: the last slot is free
        return plans_[slot->place];
    }
    /// By number, for as long as this is there.
    [[nodiscard]] std::span<const Plan* const> all() const noexcept {
        return std::span(plans_).subspan(1);
    }
    [[nodiscard]] const PlanPointer& shared(std::size_t number) const noexcept {
        return (*owners_[number / kBlock])[number % kBlock];
    }

private:
    struct Slot {
        const zone::Node* node = nullptr;
        std::size_t place = 0; ///< In plans_.
    };
    struct Table {
        /// What leaves as many bits of a hash as number the slots that plans begin at.
        unsigned shift = 0;
        /// At most half of the slots that plans begin at are in use. Behind them is room for those
        /// that find theirs taken, and one that is always free: a search never turns back.
        std::vector<Slot> slots;
    };
    /// So many plans are owned, and replaced, together.
    static constexpr std::size_t kBlock = 64;
    using Block = std::vector<PlanPointer>;

    [[nodiscard]] std::size_t first_slot(const zone::Node* node) const noexcept {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): a number is all it is here.
        const auto address = reinterpret_cast<std::uintptr_t>(node);
        constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
        return static_cast<std::size_t>(address * kSpread >> table_->shift);
    }

    std::shared_ptr<const Table> table_;
    std::vector<const Plan*> plans_; ///< From 1; the first is null, where free slots lead.
    std::vector<std::shared_ptr<const Block>> owners_; ///< By number, a block each.
};

struct Steering {
    std::shared_ptr<const geo::ClientMap> clients; ///< Null only while there is no plan.
    Plans plans;
    /// By class: what is known of its clients, for people.
    std::shared_ptr<const std::vector<std::string>> class_names;
};

} // namespace signpost::steer
