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

/// Finds the plan of a name by its place in its zone.
class Plans {
public:
    explicit Plans(std::vector<std::shared_ptr<const Plan>> plans = {});

    /// Null: the name is not steered.
    [[nodiscard]] const Plan* find(const zone::Node* node) const noexcept {
        const Slot* slot = &slots_[first_slot(node)];
        while (slot->node != node && slot->node != nullptr)
            ++slot; // ends: the last slot is free
        return slot->plan;
    }
    [[nodiscard]] const std::vector<std::shared_ptr<const Plan>>& all() const noexcept {
        return plans_;
    }

private:
    struct Slot {
        const zone::Node* node = nullptr;
        const Plan* plan = nullptr;
    };

    [[nodiscard]] std::size_t first_slot(const zone::Node* node) const noexcept {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): a number is all it is here.
        const auto address = reinterpret_cast<std::uintptr_t>(node);
        constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
        return static_cast<std::size_t>(address * kSpread >> shift_);
    }

    unsigned
        shift_; ///< What leaves as many bits of a hash as number the slots that plans begin at.
    /// At most half of the slots that plans begin at are in use. Behind them is room for those that
    /// find theirs taken, and one that is always free: a search never turns back.
    std::vector<Slot> slots_;
    std::vector<std::shared_ptr<const Plan>> plans_;
};

struct Steering {
    std::shared_ptr<const geo::ClientMap> clients; ///< Null only while there is no plan.
    Plans plans;
    /// By class: what is known of its clients, for people.
    std::shared_ptr<const std::vector<std::string>> class_names;
};

} // namespace signpost::steer
