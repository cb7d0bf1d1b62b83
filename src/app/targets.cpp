#include "app/targets.hpp"

#include "control_plane/control_socket/health_status.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace signpost::app {
namespace {

using config::Check;
using config::Combination;

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
void add_probes(const std::vector<Check>& checks, const Check& check, std::set<std::size_t>& found);

// NOLINTNEXTLINE(misc-no-recursion): see above.
void add_probes(const std::vector<Check>& checks, const Combination& combination,
                std::set<std::size_t>& found) {
    for (const Combination::Term& term : combination.terms) {
        if (const auto* const inner = std::get_if<std::shared_ptr<const Combination>>(&term.what))
            add_probes(checks, **inner, found);
        else
            add_probes(checks, checks[std::get<std::size_t>(term.what)], found);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see above.
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

Result<std::vector<Target>> find_targets(const config::Steering& config,
                                         const watch::Roster& roster,
                                         const control_socket::ProbeRequest& asked) {
    const std::vector<Check>& checks = config.health.checks;
    const auto check = std::ranges::find(checks, asked.check, &Check::name);
    if (check == checks.end()) {
        std::vector<std::string> names;
        std::ranges::transform(checks, std::back_inserter(names), &Check::name);
        if (names.empty()) return Error("there are no checks: /checks has none");
        return control_socket::no_such(asked.check, names);
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
    targets.resize(std::min(targets.size(), kTargetsMax));
    return targets;
}

} // namespace signpost::app
