#include "app/targets.hpp"

#include "control_plane/config/nearest.hpp"
#include "control_plane/steering/subjects.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace signpost::app {
namespace {

using config::Check;
using config::Combination;

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
void add_probes(const std::vector<Check>& checks, const Check& check, std::set<std::size_t>& found);

// NOLINTNEXTLINE(misc-no-recursion): each level is a check or term within another: no circles.
void add_probes(const std::vector<Check>& checks, const Combination& combination,
                std::set<std::size_t>& found) {
    for (const Combination::Term& term : combination.terms) {
        if (const auto* const inner = std::get_if<std::shared_ptr<const Combination>>(&term.what))
            add_probes(checks, **inner, found);
        else
            add_probes(checks, checks[std::get<std::size_t>(term.what)], found);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): the configuration bounds how deep checks name each other.
void add_probes(const std::vector<Check>& checks, const Check& check,
                std::set<std::size_t>& found) {
    if (const auto* const combination = std::get_if<Combination>(&check.what))
        add_probes(checks, *combination, found);
    else
        found.insert(static_cast<std::size_t>(&check - checks.data()));
}

std::vector<Target> asked_already(const watch::Roster& roster, const std::string& check,
                                  const std::optional<Address>& target) {
    std::vector<Target> targets;
    for (const probe::Assignment& one : roster.assignments)
        if (one.check == check && (!target || one.question.target == *target))
            targets.push_back({check, one.question});
    return targets;
}

} // namespace

Result<Targets> find_targets(const config::Steering& config, const watch::Roster& roster,
                             const control_socket::ProbeRequest& asked) {
    const std::vector<Check>& checks = config.health.checks;
    const auto check = std::ranges::find(checks, asked.check, &Check::name);
    if (check == checks.end()) {
        const std::vector<std::string_view> names = config::names_of(checks);
        if (names.empty()) return Error("there are no checks: /checks has none");
        return steering::no_such("check", asked.check, names);
    }
    std::set<std::size_t> probes;
    add_probes(checks, *check, probes);
    std::vector<Target> targets;
    for (const std::size_t number : probes) {
        const Check& one = checks[number];
        std::vector<Target> known = asked_already(roster, one.name, asked.target);
        // An address that nobody steers may be tried before it goes into the zone.
        if (known.empty() && asked.target)
            known.push_back({one.name,
                             {.kind = std::get<config::ProbeKind>(one.what),
                              .target = *asked.target,
                              .source = one.source,
                              .timeout_ms = one.timeout_ms}});
        std::ranges::move(known, std::back_inserter(targets));
    }
    if (targets.empty())
        return Error("no site, link or service uses the check " + asked.check +
                     "; name an address to ask");
    const std::size_t asked_count = std::min(targets.size(), kTargetsMax);
    const std::size_t left_out = targets.size() - asked_count;
    targets.resize(asked_count);
    return Targets{.asked = std::move(targets), .left_out = left_out};
}

} // namespace signpost::app
