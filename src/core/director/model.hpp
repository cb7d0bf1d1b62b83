// What there is to judge, and by which rules: probes, and how sites, links and endpoints hang on
// them.
//
// Made from configuration and zones whenever either changes; the director takes over what it knows
// of those that were there before. Numbers are places in the lists here. Immutable.
#pragma once

#include "core/health/subject.hpp"
#include "core/health/tracker_rules.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signpost::director {

/// A condition over probes: one of them, or at least so many of others. all is at_least of their
/// number, any is at_least 1. Three-valued: what cannot be decided yet is unknown.
struct Expression {
    enum class Kind : std::uint8_t { Probe, AtLeast, Not };

    Kind kind = Kind::Probe;
    std::uint32_t number = 0;      ///< The probe; or how many must be up.
    std::vector<Expression> terms; ///< Of AtLeast; of Not there is one.

    bool operator==(const Expression&) const = default;
};

struct ProbeRule {
    std::string check;  ///< Its name, and
    std::string target; ///< what it asks: together they tell probes apart for people and journal.
    health::TrackerRules tracker;
    /// While this is down, failures of the probe are kept to ourselves: they have a known reason.
    std::optional<Expression> depends_on;
    bool is_anchor = false; ///< Its answers are witnesses that this node can see (Safety).
    /// It tells of itself, unasked: that says nothing of whether those we ask can be heard.
    bool is_reported = false;

    bool operator==(const ProbeRule&) const = default;
};

struct SiteRule {
    std::string name;
    std::optional<Expression> check;
    bool is_down_with_links = true; ///< When it has links, and all are down.

    bool operator==(const SiteRule&) const = default;
};

struct LinkRule {
    std::string name;
    std::uint32_t site = 0;
    std::optional<Expression> check;

    bool operator==(const LinkRule&) const = default;
};

/// An endpoint with a check. Those without are up, and not here.
struct EndpointRule {
    health::Subject subject;
    std::optional<std::uint32_t> link;
    std::optional<std::uint32_t> site; ///< Its link's, or of a CNAME target at no link.
    Expression check;

    bool operator==(const EndpointRule&) const = default;
};

/// How a policy lets things come back. Its number is its bit in health::Condition::held_by.
struct Failback {
    static constexpr std::size_t kRulesMax = 32;

    std::uint32_t hold_s = 0; ///< Down for at least so long.
    bool is_manual = false;   ///< Until an operator says so.

    auto operator<=>(const Failback&) const = default;
};

/// When this node must not trust what it sees, and how gently things change.
struct Safety {
    /// Blind: a silence waits for a witness, and of all probes whose last word was not down all are
    /// silent, or after window_ms more than this part. With anchors, they alone are witnesses, and
    /// blind is when none of them answers and more than this part is silent; when less is, others
    /// bear witness in place of anchors that have been away for window_ms.
    std::uint8_t blind_percent = 66;
    std::uint32_t blind_window_ms = 10'000;
    std::uint32_t flips_per_s_max = 1000; ///< Further falls wait for the next second.
    std::uint32_t unsteady_s = 60;        ///< So long after a flip answers have the short TTL.
    std::uint32_t slow_start_s = 0;       ///< So long after a recovery a weight grows; 0: at once.

    bool operator==(const Safety&) const = default;
};

struct Model {
    std::vector<ProbeRule> probes;
    std::vector<SiteRule> sites;
    std::vector<LinkRule> links;
    std::vector<EndpointRule> endpoints;
    std::vector<Failback> failbacks; ///< At most Failback::kRulesMax; the first is the default.
    Safety safety;
    /// The longest TTL that steered answers have while nothing changes, and the short one: a drain
    /// is prepared for the first, and over the second later.
    std::uint32_t ttl_steady_max_s = 0;
    std::uint32_t ttl_unsteady_s = 0;

    bool operator==(const Model&) const = default;
};

} // namespace signpost::director
