#include "control_plane/steering/last_good.hpp"

#include <algorithm>
#include <compare>
#include <set>
#include <string>

namespace signpost::steering {
namespace {

using health::Standing;
using steer::Offer;

/// Offers of one kind and view: they are ranked together.
struct Group {
    steer::Kind kind = steer::Kind::A;
    std::uint8_t view = 0;

    auto operator<=>(const Group&) const = default;

    [[nodiscard]] bool has(const Offer& offer) const {
        return offer.kind == kind && offer.view == view;
    }
    [[nodiscard]] bool is_alive(const steer::Service& service) const {
        return std::ranges::any_of(service.offers, [this](const Offer& offer) {
            return has(offer) && offer.endpoint.standing <= Standing::Drained;
        });
    }
};

using Texts = std::set<std::string>; // of offers: addresses, or targets

Texts kept_for_somebody(const steer::Plan& plan, const Group& group) {
    Texts kept;
    const std::vector<Offer>& offers = plan.service().offers;
    for (std::size_t number = 0; number < offers.size(); ++number)
        if (group.has(offers[number]) && plan.has_part(number)) kept.insert(offers[number].text);
    return kept;
}

Texts marked(const steer::Service& service, const Group& group) {
    Texts texts;
    for (const Offer& offer : service.offers)
        if (group.has(offer) && offer.endpoint.was_good) texts.insert(offer.text);
    return texts;
}

std::set<Group> groups_of(const steer::Service& service) {
    std::set<Group> groups;
    for (const Offer& offer : service.offers)
        groups.insert({offer.kind, offer.view});
    return groups;
}

} // namespace

void mark_last_good(steer::Service& service, const steer::Plan& before) {
    for (const Group& group : groups_of(service)) {
        Texts good;
        if (!group.is_alive(service))
            good = group.is_alive(before.service()) ? kept_for_somebody(before, group)
                                                    : marked(before.service(), group);
        for (Offer& offer : service.offers)
            if (group.has(offer)) offer.endpoint.was_good = good.contains(offer.text);
    }
}

} // namespace signpost::steering
