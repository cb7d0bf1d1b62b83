#include "control_plane/steering/flip.hpp"

#include "control_plane/steering/last_good.hpp"
#include "core/steer/judged.hpp"
#include "core/steer/plan_compiler.hpp"

#include <algorithm>
#include <utility>

namespace signpost::steering {
namespace {

using Conditions = std::map<health::Subject, health::Condition>;

/// Calls `tell` with each subject whose condition differs.
void for_each_difference(const Conditions& before, const Conditions& now, const auto& tell) {
    auto old = before.begin();
    auto next = now.begin();
    while (old != before.end() || next != now.end()) {
        if (next == now.end() || (old != before.end() && old->first < next->first)) {
            tell(old++->first);
        } else if (old == before.end() || next->first < old->first) {
            tell(next++->first);
        } else {
            if (old->second != next->second) tell(old->first);
            ++old;
            ++next;
        }
    }
}

/// Numbers of services, in their order.
std::vector<std::size_t> touched(const Compiled& previous, const health::Standings& now) {
    std::vector<std::size_t> numbers;
    for_each_difference(
        previous.standings->conditions, now.conditions,
        [&](const health::Subject& subject) { previous.index->find(subject, numbers); });
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

} // namespace

Compiled flip(const Compiled& previous, std::shared_ptr<const health::Standings> now) {
    const steer::Plans& plans = previous.steering->plans;
    steer::PlanCompiler compiler;
    std::vector<steer::Plans::Replacement> replacements;
    for (const std::size_t number : touched(previous, *now)) {
        const steer::Plan& before = *plans.all()[number];
        steer::Service service = steer::judged(before.service(), *now);
        mark_last_good(service, before);
        if (service == before.service()) continue;
        replacements.push_back(
            {number, compiler.compile(std::move(service), before.shared_viewpoints(), &before)});
    }
    Compiled flipped = previous;
    flipped.standings = std::move(now);
    if (replacements.empty()) return flipped;
    steer::Steering steering = *previous.steering;
    steering.plans = plans.with(std::move(replacements));
    flipped.steering = std::make_shared<const steer::Steering>(std::move(steering));
    return flipped;
}

} // namespace signpost::steering
