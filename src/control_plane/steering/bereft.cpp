#include "control_plane/steering/bereft.hpp"

#include "core/steer/judged.hpp"

#include <set>
#include <utility>

namespace signpost::steering {
namespace {

using Group = std::pair<steer::Kind, std::uint8_t>; ///< Of one of them something must be left.

std::set<Group> groups_up(const steer::Service& service) {
    std::set<Group> groups;
    for (const steer::Offer& offer : service.offers)
        if (offer.endpoint.standing == health::Standing::Up) groups.emplace(offer.kind, offer.view);
    return groups;
}

} // namespace

std::vector<std::string> left_without(const Compiled& now, const health::Subject& changed,
                                      const health::Standings& then) {
    std::vector<std::size_t> touched;
    now.index->find(changed, touched);
    std::vector<std::string> names;
    for (const std::size_t number : touched) {
        const steer::Service& service = now.steering->plans.all()[number]->service();
        if (groups_up(service) != groups_up(steer::judged(service, then)))
            names.push_back(service.name);
    }
    return names;
}

} // namespace signpost::steering
