#include "control_plane/steering/simulate.hpp"

#include "control_plane/config/nearest.hpp"
#include "control_plane/config/texts.hpp"
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
std::optional<Error> set_named(std::vector<Named>& all, const config::TargetText& target,
                               health::Standing standing) {
    const auto found = std::ranges::find(all, target.name, &Named::name);
    if (found != all.end()) {
        found->standing = standing;
        return std::nullopt;
    }
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Named& one : all)
        names.push_back(one.name);
    return unknown(std::string(target.kind), target.name, names);
}

std::set<std::string_view> offered(const Compiled& compiled) {
    std::set<std::string_view> texts;
    for (const auto& plan : compiled.steering->plans.all())
        for (const steer::Offer& offer : plan->service().offers)
            texts.insert(offer.text);
    return texts;
}

std::optional<Error> set_endpoint(const Compiled& compiled, const Address& address,
                                  health::Standing standing, config::Steering& config) {
    const std::set<std::string_view> texts = offered(compiled);
    if (!texts.contains(to_text(address)))
        return unknown("steered endpoint", to_text(address),
                       std::vector<std::string_view>(texts.begin(), texts.end()));
    auto& overrides = config.endpoint_overrides;
    std::erase_if(overrides, [&address](const auto& one) { return one.address == address; });
    overrides.push_back({address, standing});
    return std::nullopt;
}

std::optional<Error> set_verdict(const Compiled& compiled, const Verdict& verdict,
                                 config::Steering& config) {
    const std::optional<config::TargetText> target = config::parse_target(verdict.target);
    if (!target)
        return Error(in_quotes(verdict.target) +
                     " is none of site/NAME, link/NAME and endpoint/ADDRESS");
    if (target->kind == "site") return set_named(config.sites, *target, verdict.standing);
    if (target->kind == "link") return set_named(config.links, *target, verdict.standing);
    return set_endpoint(compiled, *parse_address(target->name), verdict.standing, config);
}

std::vector<std::string_view> names_in(const geo::Vocabulary& vocabulary) {
    std::vector<std::string_view> names;
    for (std::size_t number = 1; number <= vocabulary.size(); ++number)
        names.push_back(vocabulary.name(static_cast<std::uint16_t>(number)));
    return names;
}

std::optional<Error> check_service(const Compiled& compiled, const std::string& service) {
    std::vector<std::string_view> names;
    for (const auto& plan : compiled.steering->plans.all())
        names.push_back(plan->service().name);
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
    auto config = std::make_shared<config::Steering>(*now.inputs.config);
    for (const Verdict& verdict : simulation.verdicts)
        if (std::optional<Error> error = set_verdict(compiled, verdict, *config))
            return *std::move(error);
    const Result<InService> then =
        compile({std::move(config), now.inputs.zones, now.inputs.geography}, &compiled);
    if (!then) return then.error();
    return compare(compiled, *then->compiled, scope);
}

} // namespace signpost::steering
