#include "control_plane/control_socket/health_status.hpp"

#include "base/word.hpp"
#include "control_plane/control_socket/health_json.hpp"
#include "control_plane/control_socket/health_request.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace signpost::control_socket {
namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::string_view override_word(health::Standing standing) {
    switch (standing) {
    case health::Standing::Up:
        return kOverrideWords[0];
    case health::Standing::Drained:
        return kOverrideWords[1];
    case health::Standing::Down:
    case health::Standing::TakenDown:
        break;
    }
    return kOverrideWords[2];
}

Json to_json(const director::Override& override) {
    return {{"subject", to_text(override.subject)},
            {"standing", override_word(override.standing)},
            {"author", override.author},
            {"reason", override.reason},
            {"set_wall_ms", override.set_wall_ms},
            {"until_wall_ms", or_null(override.until_wall_ms)}};
}

/// What people look at first comes first; what is at rest is left out.
Json to_json(const SubjectStatus& subject, std::span<const SubjectStatus> all) {
    const director::View& view = subject.view;
    const health::Condition& condition = view.condition;
    Json value{{"subject", to_text(view.subject)},
               {"kind", word_of(health::kSubjectWords, view.subject.kind)},
               {"name", view.subject.name},
               {"verdict", word_of(health::kVerdictWords, view.verdict)},
               {"standing", word_of(health::kStandingWords, condition.standing)},
               {"since_wall_ms", view.since_wall_ms}};
    if (!view.subject.check.empty()) value["check"] = view.subject.check;
    if (!view.subject.probe_at.empty()) value["probe_at"] = view.subject.probe_at;
    if (view.parent) value["parent"] = to_text(all[*view.parent].view.subject);
    if (!condition.cause.empty()) value["cause"] = condition.cause;
    if (!view.last_error.empty()) value["last_error"] = view.last_error;
    if (view.rtt_us != 0) value["rtt_us"] = view.rtt_us;
    if (view.load_percent != 0) value["load_percent"] = view.load_percent;
    if (view.is_stale) value["stale"] = true;
    if (condition.is_unsteady) value["unsteady"] = true;
    if (condition.share_percent != health::Condition::kWholeShare)
        value["share_percent"] = condition.share_percent;
    if (condition.held_by != 0) value["held_back"] = true;
    if (view.override) value["override"] = to_json(*view.override);
    if (!subject.services.empty()) value["services"] = subject.services;
    return value;
}

Json to_json(const journal::State& state) {
    return {{"trouble", state.trouble},
            {"entries_waiting", state.waiting},
            {"entries_lost", state.lost}};
}

Json to_json(const journal::Entry& entry) {
    return {{"number", entry.number},   {"wall_ms", entry.wall_ms}, {"event", entry.event},
            {"subject", entry.subject}, {"detail", entry.detail},   {"author", entry.author},
            {"rtt_us", entry.rtt_us}};
}

Json to_json(const ProbedTarget& target) {
    const health::Observation& seen = target.answer.observation;
    Json stages = Json::array();
    for (const probe::Stage& stage : target.answer.stages)
        stages.push_back({{"what", stage.what}, {"at_us", stage.at_us}});
    return {{"check", target.check},
            {"target", target.target},
            {"outcome", word_of(health::kOutcomeWords, seen.outcome)},
            {"detail", seen.detail},
            {"rtt_us", seen.rtt_us},
            {"took_ms", seen.ended_ms - seen.started_ms},
            {"load_percent", seen.load_percent},
            {"retry_after_s", target.answer.retry_after_s},
            {"stages", std::move(stages)}};
}

} // namespace

std::vector<SubjectStatus> subjects_of(std::vector<director::View> views,
                                       std::span<const EndpointUse> uses) {
    std::map<health::Subject, std::set<std::string_view>> services;
    for (const EndpointUse& use : uses)
        services[use.endpoint].insert(use.service);
    std::vector<SubjectStatus> subjects;
    subjects.reserve(views.size());
    for (director::View& view : views) {
        SubjectStatus& subject = subjects.emplace_back(SubjectStatus{std::move(view), {}});
        if (const auto found = services.find(subject.view.subject); found != services.end())
            subject.services.assign(found->second.begin(), found->second.end());
    }
    return subjects;
}

Json to_json(const HealthStatus& health) {
    Json subjects = Json::array();
    for (const SubjectStatus& subject : health.subjects)
        subjects.push_back(to_json(subject, health.subjects));
    return {{"subjects", std::move(subjects)},
            {"blind_since_wall_ms", or_null(health.blind_since_wall_ms)},
            {"journal", to_json(health.journal)},
            {"probes",
             {{"count", health.probe_count},
              {"asked", health.probes.asked},
              {"postponed", health.probes.postponed},
              {"under_way", health.probes.under_way}}}};
}

std::string to_line(const Confirmation& confirmation) {
    return line_of({{"subject", to_text(confirmation.subject)}, {"notes", confirmation.notes}});
}

std::string to_line(std::span<const director::Override> overrides) {
    Json all = Json::array();
    for (const director::Override& override : overrides)
        all.push_back(to_json(override));
    return line_of({{"overrides", std::move(all)}});
}

std::string to_line(std::span<const journal::Entry> entries, const journal::State& state) {
    Json all = Json::array();
    for (const journal::Entry& entry : entries)
        all.push_back(to_json(entry));
    return line_of({{"entries", std::move(all)}, {"journal", to_json(state)}});
}

std::string to_line(const journal::Entry& entry) {
    return line_of(to_json(entry));
}

std::string to_line(std::string_view check, std::span<const ProbedTarget> targets,
                    std::size_t left_out) {
    Json all = Json::array();
    for (const ProbedTarget& target : targets)
        all.push_back(to_json(target));
    return line_of({{"check", check}, {"targets", std::move(all)}, {"left_out", left_out}});
}

} // namespace signpost::control_socket
