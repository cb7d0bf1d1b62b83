#include "control_plane/steering/bereft.hpp"

#include "core/steer/judged.hpp"

#include <algorithm>
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

bool leads_to(const steer::Service& service, const steer::Offer& offer,
              const health::Subject& subject) {
    switch (subject.kind) {
    case health::SubjectKind::Site:
        return offer.has_site && offer.site == subject.name;
    case health::SubjectKind::Link:
        return offer.has_link && offer.link == subject.name;
    case health::SubjectKind::Endpoint:
        return offer.subject.name == subject.name;
    case health::SubjectKind::Service:
        break;
    }
    return service.name == subject.name;
}

/// Names of the services that `subject` touches and `is_one` holds for, in their order.
template <class Predicate>
std::vector<std::string> names_of_touched(const Compiled& now, const health::Subject& subject,
                                          Predicate is_one) {
    std::vector<std::size_t> touched;
    now.index->find(subject, touched);
    std::vector<std::string> names;
    for (const std::size_t number : touched) {
        const steer::Service& service = now.steering->plans.all()[number]->service();
        if (is_one(service)) names.push_back(service.name);
    }
    return names;
}

} // namespace

std::vector<std::string> left_without(const Compiled& now, const health::Subject& changed,
                                      const health::Standings& before,
                                      const health::Standings& then) {
    return names_of_touched(now, changed, [&](const steer::Service& service) {
        return !std::ranges::includes(groups_up(steer::judged(service, then)),
                                      groups_up(steer::judged(service, before)));
    });
}

std::vector<std::string> still_given(const Compiled& now, const health::Subject& drained) {
    return names_of_touched(now, drained, [&](const steer::Service& service) {
        const std::set<Group> up = groups_up(service);
        return std::ranges::any_of(service.offers, [&](const steer::Offer& offer) {
            return offer.endpoint.standing == health::Standing::Drained &&
                   leads_to(service, offer, drained) && !up.contains({offer.kind, offer.view});
        });
    });
}

} // namespace signpost::steering
