#include "app/vigil.hpp"

#include "app/clock.hpp"
#include "app/reporting.hpp"
#include "base/log.hpp"
#include "base/word.hpp"

#include <algorithm>
#include <chrono>

namespace signpost::app {
namespace {

using director::Occasion;

/// How long a verdict may wait to be kept for the next start. Overrides do not wait.
constexpr std::chrono::milliseconds kKeepAfter{500};

const log::Event& event_of(Occasion occasion) {
    static constexpr std::pair<Occasion, const log::Event*> kEvents[] = {
        {Occasion::Blind, &log::kBlind},
        {Occasion::Thawed, &log::kThawed},
        {Occasion::Suppressed, &log::kFlapSuppressed},
        {Occasion::Reused, &log::kFlapReused},
        {Occasion::FlipsHeldBack, &log::kFlipsHeldBack},
        {Occasion::OverrideSet, &log::kOverrideSet},
        {Occasion::OverrideCleared, &log::kOverrideCleared},
        {Occasion::OverrideExpired, &log::kOverrideExpired},
        {Occasion::DrainRemoved, &log::kDrainRemoved},
        {Occasion::DrainFinished, &log::kDrainFinished},
        {Occasion::Released, &log::kReleased},
        {Occasion::HoldEnded, &log::kHoldEnded},
    };
    const auto* const found =
        std::ranges::find(kEvents, occasion, &std::pair<Occasion, const log::Event*>::first);
    return *found->second;
}

bool concerns_operator(Occasion occasion) {
    return occasion == Occasion::OverrideSet || occasion == Occasion::OverrideCleared ||
           occasion == Occasion::OverrideExpired || occasion == Occasion::Released;
}

/// Subjects, but for the check that an endpoint is judged by, as the operator names them.
std::string subject_text(const director::Notice& notice) {
    switch (notice.occasion) {
    case Occasion::Blind:
    case Occasion::Thawed:
    case Occasion::FlipsHeldBack:
        return {};
    default:
        return health::to_text(notice.subject);
    }
}

} // namespace

Vigil::Vigil(loop::Loop& loop, journal::Journal& journal, watch::Roster roster,
             const config::Courtesy& courtesy, Outlets outlets)
    : loop_(loop), journal_(journal), outlets_(std::move(outlets)), roster_(std::move(roster)),
      courtesy_(courtesy), due_(loop, [this] { hear(director::Tick{}); }),
      keep_(loop, [this] { keep(); }),
      prober_(loop, [this](std::uint64_t generation, const std::vector<probe::Seen>& seen) {
          on_seen(generation, seen);
      }) {
    journal_.on_late_memory(
        [this](const journal::Memory& memory) { take_late(memory.restored.overrides); });
    assign();
    for (const director::Event& event : {director::Event{director::ModelLoaded{roster_.model}},
                                         director::Event{journal_.memory().restored}})
        post([this, came_of_it = director::step(state_, event, now())] { carry_out(came_of_it); });
    await_due();
}

Vigil::~Vigil() {
    if (is_keep_due_) keep();
}

void Vigil::set_roster(watch::Roster roster, const config::Courtesy& courtesy) {
    if (*roster.model == *roster_.model && roster.assignments == roster_.assignments &&
        courtesy == courtesy_)
        return;
    roster_ = std::move(roster);
    courtesy_ = courtesy;
    assign();
    hear(director::ModelLoaded{roster_.model});
}

void Vigil::assign() {
    reported_.clear();
    for (std::uint32_t i = 0; i < roster_.assignments.size(); ++i) {
        const probe::Assignment& one = roster_.assignments[i];
        if (std::holds_alternative<config::ReportCheck>(one.question.kind))
            reported_.emplace(Report{one.check, to_text(one.question.target)}, i);
    }
    prober_.assign(++generation_, roster_.assignments, courtesy_);
}

void Vigil::set_override(director::Override override) {
    spoken_of_.insert(override.subject);
    hear(director::OverrideSet{std::move(override)});
}

void Vigil::clear_override(const health::Subject& subject, const std::string& author) {
    spoken_of_.insert(subject);
    hear(director::OverrideCleared{subject, author});
}

bool Vigil::release(const health::Subject& subject, const std::string& author) {
    const director::Effects effects =
        director::step(state_, director::Released{subject, author}, now());
    carry_out(effects);
    await_due();
    return std::ranges::any_of(effects.notices, [](const director::Notice& notice) {
        return notice.occasion == Occasion::Released;
    });
}

bool Vigil::take_report(const std::string& check, const Address& target,
                        const health::Observation& observation) {
    const auto found = reported_.find({check, to_text(target)});
    if (found == reported_.end()) return false;
    hear(director::Observed{found->second, observation});
    return true;
}

std::shared_ptr<const health::Standings> Vigil::standings() const {
    return std::make_shared<const health::Standings>(director::standings(state_));
}

/// Numbers of another list than the one in force mean other probes: what is late is dropped.
void Vigil::on_seen(std::uint64_t generation, const std::vector<probe::Seen>& seen) {
    if (generation != generation_) return;
    for (const probe::Seen& one : seen)
        carry_out(director::step(state_, director::Observed{one.probe, one.observation}, now()));
    await_due();
}

void Vigil::hear(const director::Event& event) {
    carry_out(director::step(state_, event, now()));
    await_due();
}

void Vigil::carry_out(const director::Effects& effects) {
    if (effects.is_changed) publish_soon();
    // What the end of a drain is told with is what is given now, not what was before the step.
    if (std::ranges::find(effects.notices, Occasion::DrainFinished, &director::Notice::occasion) !=
        effects.notices.end())
        settle();
    for (const director::Flip& flip : effects.flips)
        tell(flip);
    for (const director::Notice& notice : effects.notices)
        tell(notice);
    for (const director::Retime& retime : effects.retimes)
        prober_.retime(retime.probe, retime.delay_ms);
    if (std::ranges::any_of(effects.notices, concerns_operator, &director::Notice::occasion))
        keep();
    else if (!effects.flips.empty() || !effects.notices.empty())
        keep_soon();
}

void Vigil::tell(const director::Flip& flip) {
    tell(log::kFlip,
         {.wall_ms = flip.when.wall_ms,
          .subject = health::to_text(flip.subject),
          .detail = std::string(word_of(health::kVerdictWords, flip.from)) + " -> " +
                    std::string(word_of(health::kVerdictWords, flip.to)) + ": " + flip.evidence,
          .rtt_us = flip.rtt_us});
    outlets_.on_message(webhook::message_of(flip));
}

/// Of the end of a drain, whether it may be believed.
std::string Vigil::detail_of(const director::Notice& notice) const {
    if (notice.occasion != Occasion::DrainFinished) return notice.detail;
    const std::vector<std::string> names = outlets_.still_given(notice.subject);
    if (names.empty()) return notice.detail;
    return notice.detail + "; but as nothing else is up, it is still given to clients of " +
           few_of(names);
}

void Vigil::tell(const director::Notice& notice) {
    const log::Event& event = event_of(notice.occasion);
    const journal::Entry entry{.wall_ms = notice.when.wall_ms,
                               .subject = subject_text(notice),
                               .detail = detail_of(notice),
                               .author = notice.author};
    tell(event, entry);
    outlets_.on_message({.wall_ms = entry.wall_ms,
                         .event = std::string(event.id),
                         .subject = entry.subject,
                         .evidence = entry.detail});
    if (notice.occasion == Occasion::Blind) {
        blind_since_wall_ms_ = notice.when.wall_ms;
        ++times_blind_;
    }
    if (notice.occasion == Occasion::Thawed) blind_since_wall_ms_.reset();
    if (notice.occasion == Occasion::Blind || notice.occasion == Occasion::Thawed) publish_soon();
}

void Vigil::tell(const log::Event& event, journal::Entry entry) {
    log::write(event, {{"subject", entry.subject}, {"what", entry.detail}});
    entry.event = event.id;
    record(std::move(entry));
}

void Vigil::record(const log::Event& event, std::string subject, std::string detail) {
    record({.wall_ms = now().wall_ms,
            .event = std::string(event.id),
            .subject = std::move(subject),
            .detail = std::move(detail)});
}

void Vigil::record(journal::Entry entry) {
    outlets_.on_entry(entry);
    journal_.append(std::move(entry));
}

void Vigil::publish_soon() {
    if (std::exchange(is_publish_due_, true)) return;
    post([this] { settle(); });
}

void Vigil::post(loop::Callback work) {
    loop_.post([life = std::weak_ptr(life_), work = std::move(work)] {
        if (!life.expired()) work();
    });
}

void Vigil::settle() {
    if (std::exchange(is_publish_due_, false)) outlets_.on_standings();
}

/// What operators have said since the start beats what an earlier run knew. Its verdicts are not
/// taken: probes have made up their minds by now.
void Vigil::take_late(const std::vector<director::Override>& remembered) {
    for (const director::Override& override : remembered)
        if (!spoken_of_.contains(override.subject)) hear(director::OverrideSet{override});
}

void Vigil::keep_soon() {
    if (!std::exchange(is_keep_due_, true)) keep_.start_once(kKeepAfter);
}

void Vigil::keep() {
    is_keep_due_ = false;
    keep_.stop();
    journal_.keep(director::last_verdicts(state_), director::overrides(state_));
}

void Vigil::await_due() {
    const std::optional<std::uint64_t> due = director::next_due_ms(state_);
    if (!due) {
        due_.stop();
        return;
    }
    const std::uint64_t at = now().monotonic_ms;
    due_.start_once(std::chrono::milliseconds(*due > at ? *due - at : 0));
}

} // namespace signpost::app
