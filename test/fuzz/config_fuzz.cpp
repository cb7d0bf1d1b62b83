// libFuzzer target: config::parse() accepts any bytes. A complaint lies inside the text, and a text
// without errors gives values that the table's own options take again, references that all lead
// somewhere, and a roster of probes.
#include "control_plane/config/options.hpp"
#include "control_plane/watch/roster.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace signpost::config;

/// {"server": {"tcp": {"idle_ms": 5}}} for /server/tcp/idle_ms and 5.
std::string document_with(std::string_view pointer, std::string value) {
    while (!pointer.empty()) {
        const std::size_t slash = pointer.rfind('/');
        value = "{\"" + std::string(pointer.substr(slash + 1)) + "\": " + value + "}";
        pointer = pointer.substr(0, slash);
    }
    return value;
}

/// Aborts unless `number`, if there is one, is below `count`.
template <class Number>
void expect_below(std::optional<Number> number, std::size_t count) {
    if (number && *number >= count) std::abort();
}

void check_policy(const Policy& policy, const Steering& steering) {
    if (policy.policy.answers_max < 1 ||
        policy.policy.answers_max > signpost::steer::Policy::kAnswersMost)
        std::abort();
    for (const signpost::steer::Rule& rule : policy.policy.rules) {
        if (const auto* order = std::get_if<signpost::steer::SiteOrder>(&rule))
            for (const auto site : order->sites)
                expect_below(std::optional(site), steering.sites.size());
        if (const auto* nearest = std::get_if<signpost::steer::Nearest>(&rule))
            if (nearest->sites.size() != steering.sites.size()) std::abort();
    }
    for (const IspLine& line : policy.isp_table)
        for (const auto link : line.links)
            expect_below(std::optional(link), steering.links.size());
}

/// Every term leads to a check, and what must be met can be.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the document, which the parser bounds.
void check_combination(const Combination& combination, const Health& health) {
    if (combination.terms.empty() || combination.at_least > combination.terms.size()) std::abort();
    if (combination.at_least == 0 && combination.terms.size() != 1) std::abort();
    for (const Combination::Term& term : combination.terms)
        if (const auto* check = std::get_if<std::size_t>(&term.what))
            expect_below(std::optional(*check), health.checks.size());
        else
            check_combination(*std::get<std::shared_ptr<const Combination>>(term.what), health);
}

void check_health(const Health& health) {
    for (const Check& check : health.checks) {
        const signpost::health::TrackerRules& rules = check.tracker;
        if (rules.fall < 1 || rules.fall > rules.fall_of || rules.rise < 1) std::abort();
        if (rules.stale_ms < rules.interval_ms + check.timeout_ms) std::abort();
        for (const std::size_t other : check.depends_on)
            expect_below(std::optional(other), health.checks.size());
        if (const auto* combination = std::get_if<Combination>(&check.what))
            check_combination(*combination, health);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as combinations are.
void check_expression(const signpost::director::Expression& expression, std::size_t probes) {
    using Kind = signpost::director::Expression::Kind;
    if (expression.kind == Kind::Probe) expect_below(std::optional(expression.number), probes);
    if (expression.kind == Kind::AtLeast && expression.number > expression.terms.size())
        std::abort();
    for (const signpost::director::Expression& term : expression.terms)
        check_expression(term, probes);
}

/// What is accepted can be watched: each number in the model leads to a probe.
void check_roster(const Steering& steering) {
    const auto [model, assignments] = signpost::watch::make_roster(steering, {});
    const std::size_t probes = assignments.size();
    if (model->probes.size() != probes) std::abort();
    if (model->failbacks.empty() ||
        model->failbacks.size() > signpost::director::Failback::kRulesMax)
        std::abort();
    const auto check = [&](const std::optional<signpost::director::Expression>& expression) {
        if (expression) check_expression(*expression, probes);
    };
    for (const auto& rule : model->probes)
        check(rule.depends_on);
    for (const auto& rule : model->sites)
        check(rule.check);
    for (const auto& rule : model->links)
        check(rule.check);
}

void check_service(const Service& service, const Steering& steering) {
    expect_below(std::optional(service.policy), steering.policies.size());
    expect_below(service.check, steering.health.checks.size());
    if (!service.name.ends_with('.') || service.mark.place.line == 0) std::abort();
    for (const Alias& alias : service.cnames) {
        if (alias.link.has_value() == alias.site.has_value()) std::abort();
        expect_below(alias.link, steering.links.size());
        expect_below(alias.site, steering.sites.size());
    }
}

void check_steering(const Steering& steering) {
    if (steering.policies.empty() || steering.policies.front().name != "default") std::abort();
    for (const Link& link : steering.links)
        expect_below(std::optional(link.site), steering.sites.size());
    for (const Policy& policy : steering.policies)
        check_policy(policy, steering);
    for (const Service& service : steering.services)
        check_service(service, steering);
    for (const Service& service : steering.zone_defaults)
        check_service(service, steering);
    check_health(steering.health);
    check_roster(steering);
}

void check_accepted(const Config& config) {
    if (config.listen.empty()) std::abort();
    for (const Option& option : options()) {
        const std::string value = value_text(option, config);
        const Parsed again = parse(document_with(option.pointer, value), "f");
        if (!again.complaints.empty() || value_text(option, again.config) != value) std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const Parsed parsed = parse(text, "f");
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    for (const signpost::Complaint& complaint : parsed.complaints)
        if (complaint.place.line == 0 || complaint.place.line > lines || complaint.what.empty())
            std::abort();
    if (!signpost::has_error(parsed.complaints)) {
        check_accepted(parsed.config);
        check_steering(parsed.config.steering);
    }
    static_cast<void>(parse_secrets(text, "f"));
    return 0;
}
