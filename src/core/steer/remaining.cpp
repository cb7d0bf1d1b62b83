#include "core/steer/remaining.hpp"

#include <utility>

namespace signpost::steer {
namespace {

Remaining remaining_of(const Contest& contest) {
    Remaining remaining;
    remaining.of_viewpoint.reserve(contest.viewpoints->locations.size());
    std::map<std::vector<std::size_t>, std::uint32_t> numbers;
    for (const geo::Location& location : contest.viewpoints->locations) {
        std::vector<std::size_t> kept =
            rank(*contest.policy, *contest.regions, location, contest.endpoints).kept();
        const auto next = static_cast<std::uint32_t>(remaining.lists.size());
        const auto [known, is_new] = numbers.try_emplace(std::move(kept), next);
        if (is_new) remaining.lists.push_back(known->first);
        remaining.of_viewpoint.push_back(known->second);
    }
    return remaining;
}

} // namespace

const Remaining& Rankings::remaining(Contest contest) {
    const auto known = known_.find(contest);
    if (known != known_.end()) return known->second;
    Remaining remaining = remaining_of(contest);
    return known_.emplace(std::move(contest), std::move(remaining)).first->second;
}

} // namespace signpost::steer
