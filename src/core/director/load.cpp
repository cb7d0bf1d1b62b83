#include "core/director/load.hpp"

#include "core/director/expression.hpp"
#include "core/director/hearing.hpp"
#include "core/director/probes.hpp"
#include "core/director/recall.hpp"
#include "core/director/subjects.hpp"
#include "core/director/words.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace signpost::director {
namespace {

using health::Subject;
using health::SubjectKind;
using health::Verdict;

using ProbeNames = std::map<std::pair<std::string_view, std::string_view>, std::uint32_t>;

ProbeNames probe_names(const Model& model) {
    ProbeNames names;
    for (std::uint32_t probe = 0; probe < model.probes.size(); ++probe)
        names.try_emplace({model.probes[probe].check, model.probes[probe].target}, probe);
    return names;
}

/// What follows from the model or from its place in it, and is found anew.
void detach(ProbeState& known) {
    known.is_quiet = false;
    known.has_unconfirmed = false;
    known.is_voter = false;
    known.is_silent_voter = false;
    known.waits_since_ms = 0;
    known.armed_ms = 0;
    known.subjects.clear();
    known.followers.clear();
}

void load_probes(const Turn& turn, const Model& model) {
    State& state = turn.state;
    const ProbeNames before = probe_names(*state.model);
    std::vector<ProbeState> probes(model.probes.size());
    for (std::uint32_t number = 0; number < probes.size(); ++number) {
        const ProbeRule& rule = model.probes[number];
        ProbeState& known = probes[number];
        const auto old = before.find({rule.check, rule.target});
        if (old != before.end())
            known = std::move(state.probes[old->second]);
        else
            known.heard_ms = known.seen_ms = turn.now.monotonic_ms;
        detach(known);
        known.when_unknown = rule.tracker.when_unknown;
    }
    state.probes = std::move(probes);
}

void detach(SubjectState& known) {
    known.probes.clear();
    known.link.reset();
    known.site.reset();
    known.links.clear();
    known.endpoints.clear();
    known.is_held_back = false;
    known.armed_ms = 0;
}

/// Returns those that are new.
std::vector<std::uint32_t> load_subjects(const Turn& turn, const Model& model) {
    State& state = turn.state;
    std::vector<std::uint32_t> newcomers;
    std::map<Subject, std::uint32_t> before = std::exchange(state.places, {});
    std::vector<SubjectState> old = std::exchange(state.subjects, {});
    state.subjects.reserve(model.sites.size() + model.links.size() + model.endpoints.size());
    const auto add = [&](const Subject& subject) {
        const auto number = static_cast<std::uint32_t>(state.subjects.size());
        SubjectState known{.subject = subject, .since = turn.moment()};
        if (const auto found = before.find(subject); found != before.end()) {
            known = std::move(old[found->second]);
            before.erase(found);
            detach(known);
        } else {
            newcomers.push_back(number);
        }
        state.places.try_emplace(subject, number);
        state.subjects.push_back(std::move(known));
    };
    for (const SiteRule& site : model.sites)
        add({.kind = SubjectKind::Site, .name = site.name});
    for (const LinkRule& link : model.links)
        add({.kind = SubjectKind::Link, .name = link.name});
    for (const EndpointRule& endpoint : model.endpoints)
        add(endpoint.subject);
    return newcomers;
}

void hang_on_parents(State& state, const Model& model) {
    const auto links_from = static_cast<std::uint32_t>(model.sites.size());
    const auto endpoints_from = static_cast<std::uint32_t>(links_from + model.links.size());
    for (std::uint32_t number = 0; number < model.links.size(); ++number) {
        const std::uint32_t site = model.links[number].site;
        state.subjects[links_from + number].site = site;
        state.subjects[site].links.push_back(links_from + number);
    }
    for (std::uint32_t number = 0; number < model.endpoints.size(); ++number) {
        const EndpointRule& rule = model.endpoints[number];
        SubjectState& known = state.subjects[endpoints_from + number];
        known.site = rule.site;
        if (rule.link) {
            known.link = links_from + *rule.link;
            known.site = model.links[*rule.link].site;
            state.subjects[*known.link].endpoints.push_back(endpoints_from + number);
        }
        if (known.site) state.subjects[*known.site].endpoints.push_back(endpoints_from + number);
    }
}

void hang_on_probes(State& state, const Model& model) {
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject) {
        if (const Expression* const check = check_of(state, subject))
            state.subjects[subject].probes = probes_of(*check);
        for (const std::uint32_t probe : state.subjects[subject].probes)
            state.probes[probe].subjects.push_back(subject);
    }
    for (std::uint32_t probe = 0; probe < model.probes.size(); ++probe) {
        if (!model.probes[probe].depends_on) continue;
        for (const std::uint32_t reason : probes_of(*model.probes[probe].depends_on))
            state.probes[reason].followers.push_back(probe);
    }
}

/// An anchor that has joined has not been asked in vain yet.
void await_new_anchors(const Turn& turn) {
    Hearing& hearing = turn.state.hearing;
    hearing.anchors_away_ms.reset();
    // While we are blind nothing waits for them that would tell how long that is.
    if (hearing.is_blind) hearing.anchors_away_ms = turn.now.monotonic_ms;
}

void listen(const Turn& turn, const Model& model) {
    State& state = turn.state;
    Hearing& hearing = state.hearing;
    hearing.anchors.clear();
    hearing.waiting.clear();
    hearing.voters = 0;
    hearing.silent_voters = 0;
    hearing.armed_ms = 0;
    bool are_new = false;
    for (std::uint32_t probe = 0; probe < model.probes.size(); ++probe) {
        const bool is_anchor = model.probes[probe].is_anchor;
        if (is_anchor) hearing.anchors.push_back(probe);
        are_new |= !std::exchange(state.probes[probe].is_anchor, is_anchor) && is_anchor;
        recount(state, probe);
    }
    if (are_new) await_new_anchors(turn);
}

/// Every timer anew; numbers have changed.
void arm_all(const Turn& turn) {
    State& state = turn.state;
    state.due = {};
    state.words_armed_ms = 0;
    state.held_back.subjects.clear();
    state.held_back.armed_ms = 0;
    state.held_back.is_told = false;
    for (std::uint32_t probe = 0; probe < state.probes.size(); ++probe)
        arm_probe(state, probe);
    arm_words(state);
}

/// Whoever is new counts at once as its probes do; that is no flip.
void begin(State& state, std::span<const std::uint32_t> newcomers) {
    // From the last to the first: a site counts by its links.
    std::for_each(newcomers.rbegin(), newcomers.rend(), [&state](std::uint32_t subject) {
        state.subjects[subject].is_down = wants_down(state, subject);
    });
}

/// The others flip if the new rules say so.
void settle_all(const Turn& turn) {
    State& state = turn.state;
    for (std::uint32_t probe = 0; probe < state.probes.size(); ++probe)
        requiet(turn, probe);
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject) {
        settle(turn, subject, std::nullopt);
        retell(turn, subject);
    }
}

/// What is not in the model is remembered: a zone may be broken just now. What has not changed for
/// so long matters no more: without a word from us it counts as up.
void remember_absent(const Turn& turn, const std::vector<LastVerdict>& verdicts) {
    constexpr std::int64_t kMonthMs = std::int64_t{30} * 24 * 3600 * 1000;
    for (const LastVerdict& last : verdicts)
        if (!turn.state.places.contains(last.subject) &&
            turn.now.wall_ms - last.since_wall_ms < kMonthMs)
            turn.state.remembered.insert_or_assign(last.subject, last);
}

/// Of those that have come into the model and that no probe knows better.
void recall(const Turn& turn, std::span<const std::uint32_t> newcomers) {
    State& state = turn.state;
    std::vector<LastVerdict> verdicts;
    for (const std::uint32_t subject : newcomers) {
        const SubjectState& known = state.subjects[subject];
        const auto last = state.remembered.extract(known.subject);
        const bool is_known = std::ranges::any_of(known.probes, [&state](std::uint32_t probe) {
            return state.probes[probe].tracker.verdict() != Verdict::Unknown;
        });
        if (!last.empty() && !is_known) verdicts.push_back(last.mapped());
    }
    restore_verdicts(turn, verdicts);
}

} // namespace

void load_model(const Turn& turn, const ModelLoaded& loaded) {
    State& state = turn.state;
    load_probes(turn, *loaded.model);
    const std::vector<std::uint32_t> newcomers = load_subjects(turn, *loaded.model);
    state.model = loaded.model;
    hang_on_parents(state, *state.model);
    hang_on_probes(state, *state.model);
    listen(turn, *state.model);
    arm_all(turn);
    state.notable.clear();
    for (std::uint32_t subject = 0; subject < state.subjects.size(); ++subject)
        if (state.subjects[subject].told != health::Condition{}) state.notable.insert(subject);
    turn.effects.is_changed = true;
    begin(state, newcomers);
    recall(turn, newcomers);
    settle_all(turn);
    reconsider_blindness(turn);
}

void restore(const Turn& turn, const Restored& restored) {
    remember_absent(turn, restored.verdicts);
    for (const Override& override : restored.overrides)
        restore_override(turn, override);
    restore_verdicts(turn, restored.verdicts);
    settle_all(turn);
    on_words_due(turn);
}

} // namespace signpost::director
