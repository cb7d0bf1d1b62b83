#include "core/steer/steering.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace signpost::steer {

Plans::Plans(std::vector<PlanPointer> plans) : plans_{nullptr} {
    const auto shift = 64U - static_cast<unsigned>(std::bit_width(2 * plans.size() + 1));
    Table table{.shift = shift,
                .slots = std::vector<Slot>((std::size_t{1} << (64 - shift)) + plans.size() + 1)};
    for (std::size_t i = 0; i < plans.size(); i += kBlock)
        owners_.push_back(std::make_shared<const Block>(
            plans.begin() + static_cast<std::ptrdiff_t>(i),
            plans.begin() + static_cast<std::ptrdiff_t>(std::min(i + kBlock, plans.size()))));
    plans_.reserve(plans.size() + 1);
    for (const PlanPointer& plan : plans)
        plans_.push_back(plan.get());
    table_ = std::make_shared<const Table>(Table{.shift = shift, .slots = {}});
    for (std::size_t place = 1; place < plans_.size(); ++place) {
        const zone::Node* node = plans_[place]->service().node;
        std::size_t index = first_slot(node);
        while (table.slots[index].node != nullptr)
            ++index;
        table.slots[index] = {node, place};
    }
    table_ = std::make_shared<const Table>(std::move(table));
}

Plans Plans::with(std::vector<Replacement> replacements) const {
    Plans changed = *this;
    for (auto next = replacements.begin(); next != replacements.end();) {
        const std::size_t block = next->number / kBlock;
        Block plans = *owners_[block];
        for (; next != replacements.end() && next->number / kBlock == block; ++next) {
            changed.plans_[next->number + 1] = next->plan.get();
            plans[next->number % kBlock] = std::move(next->plan);
        }
        changed.owners_[block] = std::make_shared<const Block>(std::move(plans));
    }
    return changed;
}

} // namespace signpost::steer
