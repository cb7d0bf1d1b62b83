#include "control_plane/steering/client_space.hpp"

#include "core/geo/client_map.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace signpost::steering {
namespace {

using geo::Partition;

constexpr std::uint32_t kOutside = UINT32_MAX;

Partition only_isp(const Partition& classes, const geo::Atlas& atlas, Family family,
                   std::uint16_t isp) {
    const Partition own = atlas.partition(family).mapped([&](std::uint32_t location) {
        return atlas.locations().at(location).isp == isp ? 1U : 0U;
    });
    return Partition::overlay(classes, own, [](std::uint32_t number, std::uint32_t is_own) {
        return is_own != 0 ? number : kOutside;
    });
}

Partition classes_among(const Compiled& before, Family family, const Among& among) {
    Partition classes = partition_by_class(before, family);
    if (family == Family::V6) classes = geo::mark_carriers(classes, kOutside);
    if (!among.classes.empty())
        classes = classes.mapped([&](std::uint32_t number) {
            return std::ranges::find(among.classes, number) != among.classes.end() ? number
                                                                                   : kOutside;
        });
    if (!among.isp) return classes;
    return only_isp(classes, before.geography->atlas, family, *among.isp);
}

Extent extent_of(geo::Key first, geo::Key last, Family family) {
    constexpr int kIpv4 = 96; // bits of a key behind an IPv4 address
    constexpr int kIpv6 = 80; // and behind a /48
    const auto size = static_cast<double>(last - first) + 1;
    return family == Family::V4 ? Extent{.v4 = std::ldexp(size, -kIpv4)}
                                : Extent{.v6 = std::ldexp(size, -kIpv6)};
}

} // namespace

std::vector<ClassPair> class_pairs(const Compiled& before, const Compiled& after,
                                   const Among& among) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
    std::vector<Extent> extents;
    const auto number_of = [&](std::uint32_t old_class, std::uint32_t new_class) {
        if (old_class == kOutside) return kOutside;
        const auto [known, is_new] =
            numbers.try_emplace({old_class, new_class}, static_cast<std::uint32_t>(extents.size()));
        if (is_new) extents.emplace_back();
        return known->second;
    };
    for (const Family family : {Family::V4, Family::V6}) {
        const Partition pairs = Partition::overlay(classes_among(before, family, among),
                                                   partition_by_class(after, family), number_of);
        for (std::size_t run = 0; run < pairs.runs().size(); ++run)
            if (const auto [first, number] = pairs.runs()[run]; number != kOutside)
                extents[number] += extent_of(first, pairs.last_of(run), family);
    }
    std::vector<ClassPair> all;
    all.reserve(numbers.size());
    for (const auto& [classes, number] : numbers)
        all.push_back({classes.first, classes.second, extents[number]});
    return all;
}

} // namespace signpost::steering
