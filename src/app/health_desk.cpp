#include "app/health_desk.hpp"

#include "app/clock.hpp"
#include "app/reporting.hpp"
#include "app/targets.hpp"
#include "control_plane/control_socket/protocol.hpp"
#include "control_plane/steering/bereft.hpp"
#include "control_plane/steering/subjects.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace signpost::app {
namespace {

std::optional<std::int64_t> end_of(const control_socket::OverrideSetRequest& asked) {
    if (asked.for_s) return now().wall_ms + *asked.for_s * std::int64_t{health::kSecondMs};
    return asked.until_wall_ms;
}

/// What a drain will do, and when.
std::vector<std::string> notes_on(const control_socket::OverrideSetRequest& asked,
                                  const director::Model& model) {
    if (asked.standing != health::Standing::Drained) return {};
    const std::uint32_t steady_s = model.ttl_steady_max_s;
    return {"answers have a TTL of at most " + std::to_string(model.ttl_unsteady_s) +
                " s from now on",
            "in " + std::to_string(steady_s) +
                " s, when older answers have expired, it leaves "
                "the answers; " +
                std::to_string(model.ttl_unsteady_s) +
                " s later the last answer has expired, which the event drain-finished tells"};
}

/// As they will be when what is about to be drained no longer is given.
health::Standings without_drained(health::Standings standings,
                                  std::span<const director::Override> overrides) {
    for (const director::Override& override : overrides)
        if (override.standing == health::Standing::Drained)
            standings.conditions[override.subject].standing = health::Standing::Drained;
    return standings;
}

Error no_override(const health::Subject& subject, std::span<const director::Override> overrides) {
    if (overrides.empty()) return Error("there are no overrides");
    std::vector<std::string> texts;
    texts.reserve(overrides.size());
    for (const director::Override& override : overrides)
        texts.push_back(health::to_text(override.subject));
    const std::vector<std::string_view> known(texts.begin(), texts.end());
    return steering::no_such("override of", health::to_text(subject), known);
}

/// What an operator who names `subject` means: of a service its endpoints, as its own check judges
/// them.
std::vector<health::Subject> meant_by(const health::Subject& subject,
                                      const steering::InService& now) {
    if (subject.kind != health::SubjectKind::Service) return {subject};
    std::vector<health::Subject> endpoints;
    for (const steer::Plan* plan : now.compiled->steering->plans.all())
        if (plan->service().name == subject.name)
            for (const steer::Offer& offer : plan->service().offers)
                if (!offer.subject.check.empty()) endpoints.push_back(offer.subject); // is judged
    return endpoints;
}

} // namespace

std::optional<Error> HealthDesk::refuse(const control_socket::OverrideSetRequest& asked) const {
    const steering::InService& now = steering_.in_service();
    if (std::optional<Error> error = steering::check_subject(now, asked.subject)) return error;
    if (asked.standing == health::Standing::Up || asked.is_forced) return std::nullopt;
    const health::Standings before =
        without_drained(*now.compiled->standings, director::overrides(vigil_.state()));
    health::Standings then = before;
    then.conditions.insert_or_assign(asked.subject, health::Condition{.standing = asked.standing});
    const std::vector<std::string> names =
        steering::left_without(*now.compiled, asked.subject, before, then);
    if (names.empty()) return std::nullopt;
    return Error("nothing that is up would be left of " + few_of(names) +
                 "; say --force if that is meant");
}

void HealthDesk::answer(const control_socket::OverrideSetRequest& asked, const Respond& respond) {
    if (const std::optional<Error> refusal = refuse(asked)) {
        respond(control_socket::to_line(*refusal));
        return;
    }
    vigil_.set_override({.subject = asked.subject,
                         .standing = asked.standing,
                         .author = asked.author,
                         .reason = asked.reason,
                         .set_wall_ms = now().wall_ms,
                         .until_wall_ms = end_of(asked)});
    settle_();
    respond(control_socket::to_line(control_socket::Confirmation{
        .subject = asked.subject, .notes = notes_on(asked, *vigil_.roster().model)}));
}

void HealthDesk::answer(const control_socket::OverrideClearRequest& asked, const Respond& respond) {
    const std::vector<director::Override> overrides = director::overrides(vigil_.state());
    if (std::ranges::find(overrides, asked.subject, &director::Override::subject) ==
        overrides.end()) {
        respond(control_socket::to_line(no_override(asked.subject, overrides)));
        return;
    }
    vigil_.clear_override(asked.subject, asked.author);
    settle_();
    respond(control_socket::to_line(control_socket::Confirmation{asked.subject, {}}));
}

void HealthDesk::answer(const control_socket::OverrideListRequest& /*asked*/,
                        const Respond& respond) const {
    const std::vector<director::Override> all = director::overrides(vigil_.state());
    respond(control_socket::to_line(std::span(all)));
}

void HealthDesk::answer(const control_socket::FailbackRequest& asked, const Respond& respond) {
    if (const auto error = steering::check_subject(steering_.in_service(), asked.subject)) {
        respond(control_socket::to_line(*error));
        return;
    }
    control_socket::Confirmation confirmation{asked.subject, {}};
    const std::vector<health::Subject> meant = meant_by(asked.subject, steering_.in_service());
    const auto count = std::ranges::count_if(meant, [&](const health::Subject& subject) {
        return vigil_.release(subject, asked.author);
    });
    if (count == 0) confirmation.notes.emplace_back("nothing of it was kept away");
    settle_();
    respond(control_socket::to_line(confirmation));
}

void HealthDesk::answer(const control_socket::JournalRequest& asked, const Respond& respond) {
    journal_.read(asked.filter, [this, respond](Result<std::vector<journal::Entry>> entries) {
        respond(entries ? control_socket::to_line(std::span<const journal::Entry>(*entries),
                                                  journal_.state())
                        : control_socket::to_line(entries.error()));
    });
}

/// All are asked at once; the answer waits for the last, which its time limit ends.
void HealthDesk::answer(const control_socket::ProbeRequest& asked, const Respond& respond) {
    Result<Targets> found =
        find_targets(*steering_.in_service().inputs.config, vigil_.roster(), asked);
    if (!found) {
        respond(control_socket::to_line(found.error()));
        return;
    }
    struct Asking {
        std::vector<control_socket::ProbedTarget> targets;
        std::size_t awaited = 0;
    };
    auto asking = std::make_shared<Asking>();
    asking->awaited = found->asked.size();
    asking->targets.resize(found->asked.size());
    for (std::size_t i = 0; i < found->asked.size(); ++i) {
        Target& target = found->asked[i];
        asking->targets[i].check = target.check;
        asking->targets[i].target = to_text(target.question.target);
        vigil_.prober().ask_now(
            std::move(target.question), [asking, i, respond, check = asked.check,
                                         left_out = found->left_out](probe::Answer answer) {
                asking->targets[i].answer = std::move(answer);
                if (--asking->awaited == 0)
                    respond(control_socket::to_line(check, std::span(asking->targets), left_out));
            });
    }
}

control_socket::HealthStatus HealthDesk::status() const {
    std::vector<control_socket::EndpointUse> uses;
    for (const steer::Plan* plan : steering_.in_service().compiled->steering->plans.all())
        for (const steer::Offer& offer : plan->service().offers)
            if (!offer.subject.check.empty()) uses.push_back({offer.subject, plan->service().name});
    return {.subjects = control_socket::subjects_of(director::views(vigil_.state()), uses),
            .blind_since_wall_ms = vigil_.blind_since_wall_ms(),
            .times_blind = vigil_.times_blind(),
            .journal = journal_.state(),
            .probe_count = vigil_.roster().assignments.size(),
            .probes = vigil_.prober().load()};
}

} // namespace signpost::app
