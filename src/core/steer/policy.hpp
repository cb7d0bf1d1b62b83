// How the endpoints of a name are ranked for a class of clients: rules in order, then a pick.
//
// Made from the configuration; values. Sites and links are numbers, in the order of the
// configuration.
#pragma once

#include "core/geo/regions.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace signpost::steer {

using SiteNumber = std::uint16_t;
using LinkNumber = std::uint16_t;

// A rule splits endpoints into tiers; only the best tier that has any goes on to the next rule.

/// The client's own ISP first.
struct SameIsp {
    bool operator==(const SameIsp&) const = default;
};
/// The client's own region first, then its greater region: the rest of it, or as a whole.
struct SameRegion {
    bool operator==(const SameRegion&) const = default;
};
/// The client's own country first.
struct SameCountry {
    bool operator==(const SameCountry&) const = default;
};
/// Links that have one of the client's tags first.
struct SharedTag {
    bool operator==(const SharedTag&) const = default;
};

/// Sites in this order; those that are not in it last.
struct SiteOrder {
    std::vector<SiteNumber> sites;

    bool operator==(const SiteOrder&) const = default;
};

/// A line of an IspTable: whom it is for, and what they get. What is 0 is for everybody.
struct IspLine {
    std::uint16_t isp = 0;
    std::uint16_t region = 0;      ///< Of the client, or the greater region that it is part of.
    std::uint16_t country = 0;     ///< Not together with a region.
    std::vector<LinkNumber> links; ///< The best first.

    bool operator==(const IspLine&) const = default;
};

/// Links in the order of the line that fits the client best, then of the next best, and so on. ISP
/// and region fit better than region, region than ISP and greater region, then greater region, ISP
/// and country, ISP, country, everybody. Links that none of them names are last. What is at a site,
/// but on no link of it, stands where its site's first link does.
struct IspTable {
    std::vector<IspLine> lines;
    std::vector<SiteNumber> site_of_link; ///< By link; a number beyond is no link of a site.

    bool operator==(const IspTable&) const = default;
};

/// The nearest site first, by the coordinates of sites and of the client's region, or country. Who
/// has none tells nothing apart; sites without them are last.
struct Nearest {
    std::vector<std::optional<geo::Coordinates>> sites; ///< By site.

    bool operator==(const Nearest&) const = default;
};

/// All stay; the capacity of links decides their weights.
struct Load {
    bool operator==(const Load&) const = default;
};
/// Sites that are up for IPv4 and IPv6 first, so both lead to one site.
struct FamilyParity {
    bool operator==(const FamilyParity&) const = default;
};

using Rule = std::variant<SameIsp, SameRegion, SameCountry, SharedTag, SiteOrder, IspTable, Nearest,
                          Load, FamilyParity>;
inline constexpr std::string_view kRuleWords[] = { ///< As in signpost.json, by alternative.
    "same-isp",  "same-region", "same-country", "tag",          "site-order",
    "isp-table", "nearest",     "load",         "family-parity"};

/// Which of those that remain are given at once.
enum class Pick : std::uint8_t {
    All,      ///< The first ones, as the zone has them.
    Weighted, ///< Each as often as its weight says.
    Rotate,   ///< A different one in front each time.
    Sticky,   ///< The same ones for the same client network, as long as they are up.
};
inline constexpr std::string_view kPickWords[] = {"all", "weighted", "rotate", "sticky"};

enum class WhenNoneUp : std::uint8_t {
    ServeAll,      ///< Everything that is not taken down: the checks may be what is broken.
    ServeLastGood, ///< What was given when something was up last.
    Fallback,      ///< The endpoints marked for it.
    NoData,        ///< Nothing: the operator wants an empty answer.
};
inline constexpr std::string_view kNoneUpWords[] = {"serve-all", "serve-last-good", "fallback",
                                                    "nodata"};

struct Policy {
    static constexpr std::uint16_t kAnswersMost = 64;

    std::vector<Rule> rules;
    Pick pick = Pick::All;
    std::uint16_t answers_max = kAnswersMost; ///< 1 to kAnswersMost.
    WhenNoneUp when_none_up = WhenNoneUp::ServeAll;

    bool operator==(const Policy&) const = default;
};

} // namespace signpost::steer
