// Deciding which endpoints of a name the clients of a class should get.
//
// Pure: equal inputs give equal rankings, on any thread. It is called for every service and class
// when plans are compiled, and to explain an answer; the packet path only reads the plans.
#pragma once

#include "core/geo/location.hpp"
#include "core/health/standing.hpp"
#include "core/steer/policy.hpp"

#include <span>
#include <vector>

namespace signpost::steer {

struct Endpoint {
    SiteNumber site = 0;
    LinkNumber link = 0;
    geo::Location place; ///< Of its link: ISP, region, country, tags.
    health::Standing standing = health::Standing::Up;
    bool was_good = false;         ///< Among what was given when something was up last.
    bool is_fallback = false;      ///< For WhenNoneUp::Fallback.
    bool has_other_family = false; ///< Its site has an address of the other family that is up.

    // NOLINTNEXTLINE(readability-implicit-bool-conversion): clang-tidy 14 sees one in the default.
    auto operator<=>(const Endpoint&) const = default;
};

/// What became of an endpoint.
enum class Fate : std::uint8_t {
    Kept,
    NotUp,       ///< Down, taken down, or drained while something is up.
    NotFallback, ///< Nothing is up, and the policy then gives others.
    Outranked,   ///< By the rule `step`.
};

struct Judgement {
    Fate fate = Fate::Kept;
    std::uint16_t step = 0; ///< The rule, from 0; of Outranked.
};

struct Ranking {
    std::vector<Judgement> judgements; ///< By endpoint.
    bool none_up = false;              ///< WhenNoneUp decided who took part.

    /// The endpoints that are kept, by number, in the order of the zone.
    [[nodiscard]] std::vector<std::size_t> kept() const;
};

/// Ranks `endpoints` for clients at `client`. Something is kept unless all are taken down, or none
/// is up or drained and the policy says NoData; nothing that is down is kept while another is up.
[[nodiscard]] Ranking rank(const Policy& policy, const geo::Regions& regions,
                           const geo::Location& client, std::span<const Endpoint> endpoints);

} // namespace signpost::steer
