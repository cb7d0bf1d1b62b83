// What signpost.json says about health: checks, and what is done with what they find.
//
// parse() has checked all of it: files exist, programs can be run, numbers fit together. Values.
#pragma once

#include "base/address.hpp"
#include "control_plane/config/mark.hpp"
#include "control_plane/config/probe_kinds.hpp"
#include "core/health/tracker_rules.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace signpost::config {

/// Where a probe goes out, so that it really takes the link it judges.
struct Source {
    std::optional<Address> address;
    std::string interface; ///< Empty: as the routes say. Losing its carrier is hard evidence.
    bool operator==(const Source&) const = default;
};

/// Checks put together: at least so many of the terms, or the opposite of the one. A term is a
/// check by its number in Health::checks, or another combination.
struct Combination {
    struct Term;
    std::uint32_t at_least = 0; ///< 0: the opposite of the only term.
    std::vector<Term> terms;
};
struct Combination::Term {
    std::variant<std::size_t, std::shared_ptr<const Combination>> what; ///< Never null.
};

struct Check {
    std::string name;
    Mark mark;
    std::variant<ProbeKind, Combination> what;
    std::vector<Address> targets;        ///< Whom to ask whoever is judged; empty: who is judged.
    std::vector<std::size_t> depends_on; ///< Checks that have targets of their own.
    Source source;
    std::uint32_t timeout_ms = 800;
    health::TrackerRules tracker;
};

/// A check of a site, a link or the anchors, and whom it asks there.
struct Watch {
    std::size_t check = 0;
    std::vector<Address> targets;     ///< Empty: the check has its own.
    std::uint32_t targets_needed = 1; ///< So many must be up.
    bool operator==(const Watch&) const = default;
};

/// How policies let endpoints come back.
struct Failback {
    std::uint32_t hold_s = 0;
    bool is_manual = false;
    auto operator<=>(const Failback&) const = default;
};

/// Towards whom we probe: never more than this, however many names ask for it.
struct Courtesy {
    std::uint32_t host_probes_per_s = 100;
    std::uint32_t host_concurrent = 20;
    std::uint32_t busy_backoff_max_s = 60; ///< Of what a busy host asks for (RFC 9110 §10.2.3).

    bool operator==(const Courtesy&) const = default;
};

struct Webhook {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string name; ///< For complaints: its place in the list.
    bool operator==(const Webhook&) const = default;
};

struct Health {
    std::vector<Check> checks;
    std::optional<Watch> anchors;
    std::uint32_t blind_percent = 66;
    std::uint32_t blind_window_ms = 10'000;
    std::uint32_t flips_per_s_max = 1000;
    std::uint32_t unsteady_s = 60;
    std::uint32_t ttl_unsteady_s = 5;
    std::uint32_t slow_start_s = 0;
    Courtesy courtesy;
    std::vector<SocketAddress> reports_listen; ///< Where ReportCheck hears; empty: nowhere.
    std::vector<Webhook> webhooks;
};

} // namespace signpost::config
