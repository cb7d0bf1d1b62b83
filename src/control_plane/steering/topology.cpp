#include "control_plane/steering/topology.hpp"

#include <utility>

namespace signpost::steering {
namespace {

/// The link, and the site, of addresses that are on no link.
constexpr const char* kOther = "other";

std::uint64_t tag_of(std::string_view tag, const geo::Names& names) {
    const std::uint16_t number = names.tags.find(tag);
    return number == 0 ? 0 : std::uint64_t{1} << (number - 1U);
}

/// Tells of names that no map knows: clients there will never be.
class LinkNames {
public:
    LinkNames(const config::Link& link, Warnings& warnings) : link_(link), warnings_(warnings) {}

    void check(const geo::Vocabulary& known, std::string_view what, std::string_view name) const {
        if (name.empty() || known.find(name) != 0) return;
        warnings_.add(Oddity::NotOnMaps, link_.mark,
                      "no map, network or override knows the " + std::string(what) + " " +
                          in_quotes(name) +
                          ", so no client is ever seen to be there; mend the name, or add a map "
                          "that has it under /clients/maps");
    }

private:
    const config::Link& link_;
    Warnings& warnings_;
};

Spot spot_of(const config::Link& link, steer::LinkNumber number, const config::Site& site,
             const geo::Names& names) {
    const std::string& region = link.region.empty() ? site.region : link.region;
    const std::string& country = link.country.empty() ? site.country : link.country;
    return {.endpoint = {.site = link.site,
                         .link = number,
                         .place = {.isp = names.isps.find(link.isp),
                                   .region = names.regions.find(region),
                                   .country = names.countries.find(country),
                                   .tags = tags_of(link.tags, names)}},
            .capacity_mbps = link.capacity_mbps,
            .has_link = true,
            .has_site = true,
            .link = link.name,
            .site = site.name};
}

void check_names(const config::Link& link, const config::Site& site, const geo::Names& names,
                 Warnings& warnings) {
    const LinkNames of_link(link, warnings);
    of_link.check(names.isps, "ISP", link.isp);
    of_link.check(names.regions, "region", link.region.empty() ? site.region : link.region);
    of_link.check(names.countries, "country", link.country.empty() ? site.country : link.country);
    for (const std::string& tag : link.tags)
        of_link.check(names.tags, "tag", tag);
}

} // namespace

std::uint64_t tags_of(std::span<const std::string> tags, const geo::Names& names) {
    std::uint64_t set = 0;
    for (const std::string& tag : tags)
        set |= tag_of(tag, names);
    return set;
}

Topology::Topology(const config::Steering& config, const geo::Names& names, Warnings& warnings) {
    const auto other = static_cast<steer::LinkNumber>(config.links.size());
    std::vector<geo::Network> v4;
    std::vector<geo::Network> v6;
    for (const config::Link& link : config.links) {
        const auto number = static_cast<steer::LinkNumber>(links_.size());
        links_.push_back(spot_of(link, number, config.sites[link.site], names));
        check_names(link, config.sites[link.site], names, warnings);
        for (const Prefix& prefix : link.prefixes)
            (prefix.address.family == Family::V4 ? v4 : v6)
                .push_back({geo::key_of(prefix.address), prefix.bits, number + 1U});
    }
    v4_ = geo::Partition(std::move(v4));
    v6_ = geo::Partition(std::move(v6));
    for (const config::Site& site : config.sites)
        sites_.push_back({.endpoint = {.site = static_cast<steer::SiteNumber>(sites_.size()),
                                       .link = other,
                                       .place = {.region = names.regions.find(site.region),
                                                 .country = names.countries.find(site.country)}},
                          .has_site = true,
                          .link = kOther,
                          .site = site.name});
    links_.push_back(
        {.endpoint = {.site = static_cast<steer::SiteNumber>(sites_.size()), .link = other},
         .link = kOther,
         .site = kOther});
}

const Spot& Topology::at(const Address& address) const {
    const geo::Partition& links = links_of(address.family);
    const std::uint32_t value = links.runs()[links.run_of(geo::key_of(address))].value;
    return value == 0 ? elsewhere() : links_[value - 1];
}

const Spot& Topology::of(const config::Alias& alias) const {
    if (alias.link) return links_[*alias.link];
    if (alias.site) return sites_[*alias.site];
    return elsewhere();
}

} // namespace signpost::steering
