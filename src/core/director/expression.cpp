#include "core/director/expression.hpp"

#include <algorithm>

namespace signpost::director {
namespace {

using health::opposite;
using health::Verdict;

template <typename VerdictOf>
// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
Verdict combine(const Expression& expression, const VerdictOf& verdict_of) noexcept {
    if (expression.kind == Expression::Kind::Probe) return verdict_of(expression.number);
    if (expression.kind == Expression::Kind::Not)
        return opposite(combine(expression.terms.front(), verdict_of));
    std::size_t ups = 0;
    std::size_t possible = 0;
    for (const Expression& term : expression.terms) {
        const Verdict verdict = combine(term, verdict_of);
        ups += verdict == Verdict::Up ? 1 : 0;
        possible += verdict == Verdict::Down ? 0 : 1;
    }
    if (ups >= expression.number) return Verdict::Up;
    return possible < expression.number ? Verdict::Down : Verdict::Unknown;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
void collect(const Expression& expression, std::vector<std::uint32_t>& probes) {
    if (expression.kind == Expression::Kind::Probe) probes.push_back(expression.number);
    for (const Expression& term : expression.terms)
        collect(term, probes);
}

/// Terms that are so are the reason for what the whole is.
Verdict wanted_of_terms(const Expression& expression, std::span<const ProbeState> probes) noexcept {
    const Verdict whole = counted(expression, probes);
    return expression.kind == Expression::Kind::Not ? opposite(whole) : whole;
}

} // namespace

Verdict value(const Expression& expression, std::span<const ProbeState> probes) noexcept {
    return combine(expression, [probes](std::uint32_t probe) { return probes[probe].verdict(); });
}

Verdict counted(const Expression& expression, std::span<const ProbeState> probes) noexcept {
    const Verdict known = value(expression, probes);
    if (known != Verdict::Unknown) return known;
    return combine(expression, [probes](std::uint32_t probe) { return probes[probe].counted(); });
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
std::optional<std::uint32_t> find_reason(const Expression& expression,
                                         std::span<const ProbeState> probes) noexcept {
    if (expression.kind == Expression::Kind::Probe) return expression.number;
    const Verdict wanted = wanted_of_terms(expression, probes);
    const auto found = std::ranges::find(
        expression.terms, wanted, [&](const Expression& term) { return counted(term, probes); });
    return found == expression.terms.end() ? std::nullopt : find_reason(*found, probes);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested, which the configuration bounds.
bool is_reason(const Expression& expression, std::uint32_t probe,
               std::span<const ProbeState> probes) noexcept {
    if (expression.kind == Expression::Kind::Probe) return expression.number == probe;
    const Verdict wanted = wanted_of_terms(expression, probes);
    // NOLINTNEXTLINE(misc-no-recursion): as deep as checks are nested; the configuration bounds it.
    return std::ranges::any_of(expression.terms, [&](const Expression& term) {
        return counted(term, probes) == wanted && is_reason(term, probe, probes);
    });
}

std::vector<std::uint32_t> probes_of(const Expression& expression) {
    std::vector<std::uint32_t> probes;
    collect(expression, probes);
    std::ranges::sort(probes);
    probes.erase(std::unique(probes.begin(), probes.end()), probes.end());
    return probes;
}

} // namespace signpost::director
