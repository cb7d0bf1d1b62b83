#include "control_plane/steering/simulate.hpp"

#include "control_plane/steering/flip.hpp"
#include "control_plane/steering/subjects.hpp"
#include "control_plane/steering/warnings.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace signpost::steering {
namespace {

std::optional<Error> set_verdict(const InService& now, const Verdict& verdict,
                                 health::Standings& standings) {
    std::optional<health::Subject> subject = health::parse_subject(verdict.target);
    if (!subject)
        return Error(in_quotes(verdict.target) +
                     " is none of site/NAME, link/NAME, endpoint/ADDRESS and service/NAME");
    if (std::optional<Error> error = check_subject(now, *subject)) return error;
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
    const std::vector<std::string_view> names = names_of_services(compiled);
    if (service.empty() || std::ranges::find(names, service) != names.end()) return std::nullopt;
    return no_such("steered name", service, names);
}

std::optional<Error> set_isp(const Compiled& compiled, const std::string& isp, Among& among) {
    if (isp.empty()) return std::nullopt;
    const geo::Vocabulary& isps = compiled.geography->names.isps;
    among.isp = isps.find(isp);
    if (*among.isp != 0) return std::nullopt;
    return no_such("ISP on the maps", isp, names_in(isps));
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
