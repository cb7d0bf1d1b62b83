#include "control_plane/steering/subjects.hpp"

#include "control_plane/config/nearest.hpp"
#include "control_plane/steering/warnings.hpp"

#include <algorithm>
#include <set>

namespace signpost::steering {
namespace {

std::set<std::string_view> offered(const Compiled& compiled) {
    std::set<std::string_view> texts;
    for (const steer::Plan* plan : compiled.steering->plans.all())
        for (const steer::Offer& offer : plan->service().offers)
            texts.insert(offer.text);
    return texts;
}

/// Of its kind; of endpoints those that are steered.
std::vector<std::string_view> known_subjects(const InService& now, health::SubjectKind kind) {
    switch (kind) {
    case health::SubjectKind::Site:
        return config::names_of(now.inputs.config->sites);
    case health::SubjectKind::Link:
        return config::names_of(now.inputs.config->links);
    case health::SubjectKind::Service:
        return names_of_services(*now.compiled);
    case health::SubjectKind::Endpoint:
        break;
    }
    const std::set<std::string_view> texts = offered(*now.compiled);
    return {texts.begin(), texts.end()};
}

} // namespace

Error no_such(const std::string& what, std::string_view name,
              std::span<const std::string_view> all) {
    const std::optional<std::string_view> meant = config::nearest(name, all);
    return Error("there is no " + what + " " + in_quotes(name) +
                 (meant ? "; did you mean " + in_quotes(*meant) + "?" : std::string()));
}

std::vector<std::string_view> names_of_services(const Compiled& compiled) {
    std::vector<std::string_view> names;
    for (const steer::Plan* plan : compiled.steering->plans.all())
        names.push_back(plan->service().name);
    return names;
}

std::optional<Error> check_subject(const InService& now, const health::Subject& subject) {
    constexpr std::string_view kWhat[] = {"site", "link", "steered endpoint", "steered name"};
    const std::vector<std::string_view> known = known_subjects(now, subject.kind);
    if (std::ranges::find(known, subject.name) != known.end()) return std::nullopt;
    return no_such(std::string(kWhat[static_cast<std::size_t>(subject.kind)]), subject.name, known);
}

} // namespace signpost::steering
