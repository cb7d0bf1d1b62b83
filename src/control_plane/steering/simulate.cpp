#include "control_plane/steering/simulate.hpp"

#include "control_plane/config/nearest.hpp"
#include "control_plane/steering/flip.hpp"
#include "control_plane/steering/warnings.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace signpost::steering {
namespace {

Error unknown(const std::string& what, std::string_view name,
              std::span<const std::string_view> all) {
    const std::optional<std::string_view> meant = config::nearest(name, all);
    return Error("there is no " + what + " " + in_quotes(name) +
                 (meant ? "; did you mean " + in_quotes(*meant) + "?" : std::string()));
}

template <class Named>
std::vector<std::string_view> names_of(const std::vector<Named>& all) {
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Named& one : all)
        names.push_back(one.name);
    return names;
}

std::set<std::string_view> offered(const Compiled& compiled) {
    std::set<std::string_view> texts;
    for (const steer::Plan* plan : compiled.steering->plans.all())
        for (const steer::Offer& offer : plan->service().offers)
            texts.insert(offer.text);
    return texts;
}

std::vector<std::string_view> services_of(const Compiled& compiled) {
    std::vector<std::string_view> names;
    for (const steer::Plan* plan : compiled.steering->plans.all())
        names.push_back(plan->service().name);
    return names;
}

/// Of its kind; of endpoints those that are steered.
std::vector<std::string_view> known_subjects(const InService& now, health::SubjectKind kind) {
    switch (kind) {
    case health::SubjectKind::Site:
        return names_of(now.inputs.config->sites);
    case health::SubjectKind::Link:
        return names_of(now.inputs.config->links);
    case health::SubjectKind::Service:
        return services_of(*now.compiled);
    case health::SubjectKind::Endpoint:
        break;
    }
    const std::set<std::string_view> texts = offered(*now.compiled);
    return {texts.begin(), texts.end()};
}

std::optional<Error> set_verdict(const InService& now, const Verdict& verdict,
                                 health::Standings& standings) {
    std::optional<health::Subject> subject = health::parse_subject(verdict.target);
    if (!subject)
        return Error(in_quotes(verdict.target) +
                     " is none of site/NAME, link/NAME, endpoint/ADDRESS and service/NAME");
    const std::vector<std::string_view> known = known_subjects(now, subject->kind);
    if (std::ranges::find(known, subject->name) == known.end()) {
        constexpr std::string_view kWhat[] = {"site", "link", "steered endpoint", "steered name"};
        return unknown(std::string(kWhat[static_cast<std::size_t>(subject->kind)]), subject->name,
                       known);
    }
    standings.conditions.insert_or_assign(*std::move(subject),
                                          health::Condition{.standing = verdict.standing});
    return std::nullopt;
}

std::vector<std::string_view> names_in(const geo::Vocabulary& vocabulary) {
    std::vector<std::string_view> names;
    for (std::size_t number = 1; number <= vocabulary.size(); ++number)
        names.push_back(vocabulary.name(static_cast<std::uint16_t>(number)));
    return names;
}

std::optional<Error> check_service(const Compiled& compiled, const std::string& service) {
    const std::vector<std::string_view> names = services_of(compiled);
    if (service.empty() || std::ranges::find(names, service) != names.end()) return std::nullopt;
    return unknown("steered name", service, names);
}

std::optional<Error> set_isp(const Compiled& compiled, const std::string& isp, Among& among) {
    if (isp.empty()) return std::nullopt;
    const geo::Vocabulary& isps = compiled.geography->names.isps;
    among.isp = isps.find(isp);
    if (*among.isp != 0) return std::nullopt;
    return unknown("ISP on the maps", isp, names_in(isps));
}

} // namespace

Result<Comparison> simulate(const InService& now, const Simulation& simulation) {
    const Compiled& compiled = *now.compiled;
    if (std::optional<Error> error = check_service(compiled, simulation.service))
        return *std::move(error);
    Scope scope;
    scope.service = simulation.service;
    if (std::optional<Error> error = set_isp(compiled, simulation.isp, scope.among))
        return *std::move(error);
    for (const Address& client : simulation.clients)
        scope.among.classes.push_back(compiled.classes->map->classify(client).value);
    auto standings = std::make_shared<health::Standings>(*compiled.standings);
    for (const Verdict& verdict : simulation.verdicts)
        if (std::optional<Error> error = set_verdict(now, verdict, *standings))
            return *std::move(error);
    return compare(compiled, flip(compiled, std::move(standings)), scope);
}

} // namespace signpost::steering
