#include "core/director/world.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace signpost::director {
namespace {

std::uint32_t place_of(const auto& list, std::string_view name) {
    const auto found =
        std::ranges::find_if(list, [name](const auto& entry) { return entry.name == name; });
    return static_cast<std::uint32_t>(found - list.begin());
}

std::optional<Expression> check_by(const Sketch& sketch, const std::string& probe) {
    if (probe.empty()) return std::nullopt;
    return sketch.is_up(probe);
}

} // namespace

Sketch::Sketch() {
    model.failbacks = {{}};
    model.safety.unsteady_s = 0;
    model.ttl_steady_max_s = 60;
    model.ttl_unsteady_s = 5;
}

Sketch& Sketch::probe(const std::string& name, const health::TrackerRules& rules) {
    const std::size_t at = name.find('@');
    model.probes.push_back({.check = name.substr(0, at),
                            .target = name.substr(at + 1),
                            .tracker = rules,
                            .depends_on = {},
                            .is_anchor = false});
    return *this;
}

Sketch& Sketch::anchor(const std::string& name) {
    probe(name);
    model.probes.back().is_anchor = true;
    return *this;
}

Sketch& Sketch::site(const std::string& name, const std::string& probe) {
    model.sites.push_back({.name = name, .check = check_by(*this, probe)});
    return *this;
}

Sketch& Sketch::link(const std::string& name, const std::string& site, const std::string& probe) {
    model.links.push_back(
        {.name = name, .site = place_of(model.sites, site), .check = check_by(*this, probe)});
    return *this;
}

Sketch& Sketch::endpoint(const std::string& address, const std::string& link,
                         const std::string& probe) {
    EndpointRule rule{.subject = director::endpoint(address, probe.substr(0, probe.find('@'))),
                      .link = {},
                      .site = {},
                      .check = is_up(probe)};
    if (!link.empty()) {
        rule.link = place_of(model.links, link);
        rule.site = model.links[*rule.link].site;
    }
    model.endpoints.push_back(rule);
    return *this;
}

Sketch& Sketch::depends_on(const std::string& probe, const std::string& other) {
    model.probes[number_of(probe)].depends_on = is_up(other);
    return *this;
}

std::uint32_t Sketch::number_of(std::string_view probe) const {
    const auto found = std::ranges::find_if(model.probes, [probe](const ProbeRule& rule) {
        return rule.check + '@' + rule.target == probe;
    });
    return static_cast<std::uint32_t>(found - model.probes.begin());
}

Expression Sketch::is_up(std::string_view probe) const {
    return {.kind = Expression::Kind::Probe, .number = number_of(probe), .terms = {}};
}

Expression at_least(std::uint32_t count, std::vector<Expression> terms) {
    return {.kind = Expression::Kind::AtLeast, .number = count, .terms = std::move(terms)};
}

Expression negated(Expression term) {
    return {.kind = Expression::Kind::Not, .number = 0, .terms = {std::move(term)}};
}

health::Subject site(const std::string& name) {
    return {.kind = health::SubjectKind::Site, .name = name, .check = {}, .probe_at = {}};
}

health::Subject link(const std::string& name) {
    return {.kind = health::SubjectKind::Link, .name = name, .check = {}, .probe_at = {}};
}

health::Subject endpoint(const std::string& address, const std::string& check) {
    return {.kind = health::SubjectKind::Endpoint, .name = address, .check = check, .probe_at = {}};
}

health::Subject service(const std::string& name) {
    return {.kind = health::SubjectKind::Service, .name = name, .check = {}, .probe_at = {}};
}

World::World(const Sketch& first) {
    load(first);
}

Effects World::step(const Event& event) {
    return director::step(state, event, now);
}

Effects World::see(std::string_view probe, health::Outcome outcome) {
    const bool is_silent = outcome == health::Outcome::Silent;
    return step(Observed{
        .probe = sketch.number_of(probe),
        .observation = {.outcome = outcome,
                        .started_ms = now.monotonic_ms - (is_silent ? kTimeout_ms : 10),
                        .ended_ms = now.monotonic_ms,
                        .rtt_us = is_silent ? 0U : 10'000U,
                        .detail = outcome == health::Outcome::Ok ? std::string()
                                                                 : std::string("no luck")}});
}

Effects World::see(std::string_view probe, health::Outcome outcome, int times) {
    Effects all = see(probe, outcome);
    while (--times > 0) {
        append(all, pass_s(1));
        append(all, see(probe, outcome));
    }
    return all;
}

Effects World::pass_ms(std::uint64_t duration_ms) {
    Effects all;
    const std::uint64_t end_ms = now.monotonic_ms + duration_ms;
    const auto go_to = [&](std::uint64_t at_ms) {
        now.wall_ms += static_cast<std::int64_t>(at_ms - now.monotonic_ms);
        now.monotonic_ms = at_ms;
    };
    for (auto due_ms = next_due_ms(state); due_ms && *due_ms <= end_ms;
         due_ms = next_due_ms(state)) {
        go_to(std::max(*due_ms, now.monotonic_ms));
        append(all, step(Tick{}));
    }
    go_to(end_ms);
    return all;
}

Effects World::load(const Sketch& next) {
    sketch = next;
    return step(ModelLoaded{std::make_shared<const Model>(sketch.model)});
}

Effects World::set(const health::Subject& subject, health::Standing standing, std::uint64_t for_s) {
    Override override{.subject = subject,
                      .standing = standing,
                      .author = "wang",
                      .reason = "maintenance",
                      .set_wall_ms = now.wall_ms,
                      .until_wall_ms = {}};
    if (for_s != 0) override.until_wall_ms = now.wall_ms + static_cast<std::int64_t>(for_s * 1000);
    return step(OverrideSet{override});
}

Effects World::clear(const health::Subject& subject) {
    return step(OverrideCleared{.subject = subject, .author = "wang"});
}

View World::view(const health::Subject& subject) const {
    const std::vector<View> all = views(state);
    const auto found = std::ranges::find(all, subject, &View::subject);
    return found == all.end() ? View{} : *found;
}

health::Condition World::told(const health::Subject& subject) const {
    const health::Standings all = standings(state);
    const health::Condition* const found = all.find(subject);
    return found == nullptr ? health::Condition{} : *found;
}

std::string flips_of(const Effects& effects) {
    std::string text;
    for (const Flip& flip : effects.flips) {
        if (!text.empty()) text += ", ";
        text += to_text(flip.subject) + ' ' +
                std::string(health::kVerdictWords[static_cast<std::size_t>(flip.to)]);
    }
    return text;
}

std::string notices_of(const Effects& effects) {
    constexpr std::string_view kWords[] = {
        "blind",           "thawed",         "suppressed",       "reused",
        "flips-held-back", "override-set",   "override-cleared", "override-expired",
        "drain-removed",   "drain-finished", "released",         "hold-ended"};
    std::string text;
    for (const Notice& notice : effects.notices) {
        if (!text.empty()) text += "; ";
        text += kWords[static_cast<std::size_t>(notice.occasion)];
        if (!notice.subject.name.empty()) text += ' ' + to_text(notice.subject);
    }
    return text;
}

bool asks(const Effects& effects, std::uint32_t probe, std::uint32_t delay_ms) {
    return std::ranges::any_of(effects.retimes, [&](const Retime& retime) {
        return retime.probe == probe && retime.delay_ms == delay_ms;
    });
}

void append(Effects& all, const Effects& more) {
    std::ranges::copy(more.flips, std::back_inserter(all.flips));
    std::ranges::copy(more.notices, std::back_inserter(all.notices));
    std::ranges::copy(more.retimes, std::back_inserter(all.retimes));
    all.is_changed |= more.is_changed;
}

} // namespace signpost::director
