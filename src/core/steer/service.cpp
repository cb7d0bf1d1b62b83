#include "core/steer/service.hpp"

#include "core/wire/registry.hpp"

namespace signpost::steer {
namespace {

/// Adds what one rule asks about.
class Asked {
public:
    Asked(const Service& service, geo::Distinctions& asked) : service_(service), asked_(asked) {}

    void operator()(const SameIsp& /*rule*/) const {
        for (const Offer& offer : service_.offers)
            asked_.isps.insert(offer.endpoint.place.isp);
    }
    void operator()(const SameRegion& /*rule*/) const {
        for (const Offer& offer : service_.offers) {
            const std::uint16_t region = offer.endpoint.place.region;
            const std::uint16_t widest = service_.regions->widest_of(region);
            asked_.regions.insert(region);
            asked_.regions.insert(widest);
            add_all_of(widest);
        }
    }
    void operator()(const SameCountry& /*rule*/) const {
        for (const Offer& offer : service_.offers)
            asked_.countries.insert(offer.endpoint.place.country);
    }
    void operator()(const SharedTag& /*rule*/) const {
        for (const Offer& offer : service_.offers)
            asked_.tags |= offer.endpoint.place.tags;
    }
    void operator()(const IspTable& rule) const {
        for (const IspLine& line : rule.lines) {
            asked_.isps.insert(line.isp);
            asked_.regions.insert(line.region);
            asked_.countries.insert(line.country);
            add_all_of(line.region);
        }
    }
    void operator()(const Nearest& /*rule*/) const {
        for (const auto& [region, about] : service_.regions->regions)
            if (about.at) asked_.regions.insert(region);
        for (const auto& [country, place] : service_.regions->countries)
            asked_.countries.insert(country);
    }
    void operator()(const SiteOrder& /*rule*/) const {}
    void operator()(const Load& /*rule*/) const {}
    void operator()(const FamilyParity& /*rule*/) const {}

private:
    void add_all_of(std::uint16_t greater) const {
        if (greater == 0) return;
        for (const auto& [region, about] : service_.regions->regions)
            if (about.greater == greater) asked_.regions.insert(region);
    }

    const Service& service_;
    geo::Distinctions& asked_;
};

} // namespace

std::uint16_t type_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::A:
        return wire::type::kA;
    case Kind::Aaaa:
        return wire::type::kAaaa;
    case Kind::Cname:
        break;
    }
    return wire::type::kCname;
}

geo::Distinctions distinctions_of(const Service& service) {
    geo::Distinctions asked;
    for (const Rule& rule : service.policy->rules)
        std::visit(Asked(service, asked), rule);
    asked.tags |= service.only_for;
    for (const std::uint64_t tags : service.views)
        asked.tags |= tags;
    return asked;
}

} // namespace signpost::steer
