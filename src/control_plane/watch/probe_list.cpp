#include "control_plane/watch/probe_list.hpp"

#include <optional>
#include <utility>

namespace signpost::watch {
namespace {

using director::Expression;

/// At least `needed` of them; of one it is the one.
Expression at_least(std::uint32_t needed, std::vector<Expression> terms) {
    if (needed == 1 && terms.size() == 1) return std::move(terms.front());
    return {.kind = Expression::Kind::AtLeast, .number = needed, .terms = std::move(terms)};
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): at most config::limits::kCheckSteps deep.
Expression ProbeList::expression_of(std::size_t check, const Address* target) {
    const config::Check& asked = checks_[check];
    if (const auto* combination = std::get_if<config::Combination>(&asked.what))
        return expression_of(*combination, target);
    if (asked.targets.empty()) return probe_of(check, *target);
    std::vector<Expression> terms;
    terms.reserve(asked.targets.size());
    for (const Address& own : asked.targets)
        terms.push_back(probe_of(check, own));
    return at_least(1, std::move(terms));
}

// NOLINTNEXTLINE(misc-no-recursion): at most config::limits::kCheckSteps deep.
Expression ProbeList::expression_of(const config::Combination& combination, const Address* target) {
    std::vector<Expression> terms;
    terms.reserve(combination.terms.size());
    for (const config::Combination::Term& term : combination.terms)
        if (const auto* check = std::get_if<std::size_t>(&term.what))
            terms.push_back(expression_of(*check, target));
        else
            terms.push_back(expression_of(
                *std::get<std::shared_ptr<const config::Combination>>(term.what), target));
    if (combination.at_least == 0)
        return {.kind = Expression::Kind::Not, .number = 0, .terms = std::move(terms)};
    return at_least(combination.at_least, std::move(terms));
}

Expression ProbeList::expression_of(const config::Watch& watch) {
    std::vector<Expression> terms;
    for (const Address& target : watch.targets)
        terms.push_back(expression_of(watch.check, &target));
    for (const Address& own : checks_[watch.check].targets)
        terms.push_back(probe_of(watch.check, own));
    if (terms.empty()) return expression_of(watch.check, nullptr);
    return at_least(watch.targets_needed, std::move(terms));
}

// NOLINTNEXTLINE(misc-no-recursion): at most config::limits::kCheckSteps deep.
void ProbeList::set_anchors(const Expression& expression) {
    if (expression.kind == Expression::Kind::Probe) {
        director::ProbeRule& rule = rules_[expression.number];
        rule.is_anchor = !rule.is_reported; // who speaks unasked proves nothing of who is asked
    }
    for (const Expression& term : expression.terms)
        set_anchors(term);
}

// NOLINTNEXTLINE(misc-no-recursion): at most config::limits::kCheckSteps deep.
Expression ProbeList::probe_of(std::size_t check, const Address& target) {
    if (!numbers_[check].contains(target)) add(check, target);
    return {.kind = Expression::Kind::Probe, .number = numbers_[check].at(target), .terms = {}};
}

// NOLINTNEXTLINE(misc-no-recursion): at most config::limits::kCheckSteps deep.
void ProbeList::add(std::size_t check, const Address& target) {
    const config::Check& asked = checks_[check];
    std::optional<Expression> depends_on;
    if (!asked.depends_on.empty()) {
        std::vector<Expression> terms;
        terms.reserve(asked.depends_on.size());
        for (const std::size_t other : asked.depends_on)
            terms.push_back(expression_of(other, nullptr));
        const auto all = static_cast<std::uint32_t>(terms.size());
        depends_on = at_least(all, std::move(terms));
    }
    numbers_[check].emplace(target, static_cast<std::uint32_t>(rules_.size()));
    assignments_.push_back({.check = asked.name,
                            .question = {.kind = std::get<config::ProbeKind>(asked.what),
                                         .target = target,
                                         .source = asked.source,
                                         .timeout_ms = asked.timeout_ms},
                            .interval_ms = asked.tracker.interval_ms});
    rules_.push_back({.check = asked.name,
                      .target = to_text(target),
                      .tracker = asked.tracker,
                      .depends_on = std::move(depends_on),
                      .is_reported = assignments_.back().is_reported()});
}

} // namespace signpost::watch
