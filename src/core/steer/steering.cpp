#include "core/steer/steering.hpp"

#include <bit>
#include <utility>

namespace signpost::steer {

Plans::Plans(std::vector<std::shared_ptr<const Plan>> plans)
    : slots_(std::bit_ceil(2 * plans.size() + 1)), plans_(std::move(plans)) {
    for (const auto& plan : plans_) {
        std::size_t index = first_slot(plan->service().node) & (slots_.size() - 1);
        while (slots_[index].node != nullptr)
            index = (index + 1) & (slots_.size() - 1);
        slots_[index] = {plan->service().node, plan.get()};
    }
}

} // namespace signpost::steer
