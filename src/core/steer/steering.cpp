#include "core/steer/steering.hpp"

#include <bit>
#include <utility>

namespace signpost::steer {

Plans::Plans(std::vector<std::shared_ptr<const Plan>> plans)
    : shift_(64U - static_cast<unsigned>(std::bit_width(2 * plans.size() + 1))),
      slots_((std::size_t{1} << (64 - shift_)) + plans.size() + 1), plans_(std::move(plans)) {
    for (const auto& plan : plans_) {
        std::size_t index = first_slot(plan->service().node);
        while (slots_[index].node != nullptr)
            ++index;
        slots_[index] = {plan->service().node, plan.get()};
    }
}

} // namespace signpost::steer
