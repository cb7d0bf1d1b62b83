// How the endpoints of a name are ranked for a class of clients: rules in order, then a pick.
//
// Made from the configuration; values. Sites and links are numbers, in the order of the
// configuration.
#pragma once

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

namespace signpost::steer {

using SiteNumber = std::uint16_t;
using LinkNumber = std::uint16_t;

// A rule splits endpoints into tiers; only the best tier that has any goes on to the next rule.

struct SameIsp {}; ///< The client's own ISP first.

/// The client's own province first, then the rest of its greater region.
struct SameRegion {
    /// Greater region by region, both as numbers of the regions' names; one that is missing has
    /// none.
    std::map<std::uint16_t, std::uint16_t> greater;
};

struct SameCountry {}; ///< The client's own country first.
struct SharedTag {};   ///< A link that has one of the client's tags first.

/// Sites in this order; those that are not in it last.
struct SiteOrder {
    std::vector<SiteNumber> sites;
};

/// For clients of an ISP, links in this order; those that are not in it last. Other clients are not
/// told apart.
struct IspTable {
    std::map<std::uint16_t, std::vector<LinkNumber>> links;
};

using Rule = std::variant<SameIsp, SameRegion, SameCountry, SharedTag, SiteOrder, IspTable>;

enum class WhenNoneUp : std::uint8_t {
    ServeAll,      ///< Everything that is not taken down: the checks may be what is broken.
    ServeLastGood, ///< What was given when something was up last.
    Fallback,      ///< The endpoints marked for it.
    NoData,        ///< Nothing: the operator wants an empty answer.
};

struct Policy {
    std::vector<Rule> rules;
    WhenNoneUp when_none_up = WhenNoneUp::ServeAll;
};

} // namespace signpost::steer
