#include "control_plane/config/failbacks.hpp"

#include <algorithm>

namespace signpost::config {

std::vector<Failback> failbacks_of(const Steering& steering) {
    std::vector<Failback> distinct{Failback{}};
    for (const Policy& policy : steering.policies)
        if (std::ranges::find(distinct, policy.failback) == distinct.end())
            distinct.push_back(policy.failback);
    return distinct;
}

std::size_t failback_number(const std::vector<Failback>& failbacks, const Policy& policy) {
    const auto own = std::ranges::find(failbacks, policy.failback);
    return static_cast<std::size_t>(own - failbacks.begin());
}

} // namespace signpost::config
