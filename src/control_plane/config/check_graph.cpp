#include "control_plane/config/reading.hpp"
#include "control_plane/config/sections.hpp"

#include <algorithm>

namespace signpost::config {
namespace {

/// The checks that a combination names, at any depth.
// NOLINTNEXTLINE(misc-no-recursion): combinations are as deep as the document, kDepthMax.
void collect_terms(const Combination& combination, std::vector<std::size_t>& numbers) {
    for (const Combination::Term& term : combination.terms)
        if (const auto* number = std::get_if<std::size_t>(&term.what))
            numbers.push_back(*number);
        else
            collect_terms(*std::get<std::shared_ptr<const Combination>>(term.what), numbers);
}

/// The checks by whom each names: as terms, or to depend on.
class CheckGraph {
public:
    explicit CheckGraph(const Reading& reading)
        : reading_(reading), checks_(reading.steering.health.checks), terms_(checks_.size()),
          named_by_(checks_.size()), open_(checks_.size()), facts_(checks_.size()) {
        for (std::size_t i = 0; i < checks_.size(); ++i) {
            if (const auto* combination = std::get_if<Combination>(&checks_[i].what))
                collect_terms(*combination, terms_[i]);
            for (const std::size_t named : names_of(i))
                named_by_[named].push_back(i);
            open_[i] = names_of(i).size();
        }
    }

    /// Takes checks in an order in which those that they name come first; where there is none, the
    /// circle is complained about and cut.
    [[nodiscard]] std::vector<CheckFacts> facts() && {
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < checks_.size(); ++i)
            if (open_[i] == 0) ready.push_back(i);
        close_all(std::move(ready));
        for (std::size_t i = 0; i < checks_.size(); ++i)
            if (!is_closed(i)) cut_circle_from(i);
        return std::move(facts_);
    }

private:
    static constexpr std::size_t kClosed = SIZE_MAX;

    [[nodiscard]] std::vector<std::size_t> names_of(std::size_t check) const {
        std::vector<std::size_t> names = terms_[check];
        names.insert(names.end(), checks_[check].depends_on.begin(),
                     checks_[check].depends_on.end());
        return names;
    }

    [[nodiscard]] bool is_closed(std::size_t check) const { return open_[check] == kClosed; }

    void close_all(std::vector<std::size_t> ready) {
        while (!ready.empty()) { // ends: each turn closes a check, and each is closed once
            const std::size_t check = ready.back();
            ready.pop_back();
            if (is_closed(check)) continue;
            open_[check] = kClosed;
            facts_[check] = facts_of(check);
            check_size(check, facts_[check]);
            for (const std::size_t other : named_by_[check])
                if (!is_closed(other) && --open_[other] == 0) ready.push_back(other);
        }
    }

    [[nodiscard]] CheckFacts facts_of(std::size_t number) const {
        const Check& check = checks_[number];
        CheckFacts facts;
        for (const std::size_t named : names_of(number))
            facts.steps = std::max(facts.steps, facts_[named].steps + 1);
        if (std::holds_alternative<ProbeKind>(check.what)) {
            facts.has_targets = !check.targets.empty();
            facts.probes = std::max<std::size_t>(check.targets.size(), 1);
            if (check.source.address)
                facts.barred_by[check.source.address->family == Family::V4 ? 1 : 0] = number;
            return facts;
        }
        facts.probes = 0;
        for (const std::size_t term : terms_[number])
            facts.probes += facts_[term].probes;
        gather_terms(number, facts);
        return facts;
    }

    void gather_terms(std::size_t number, CheckFacts& facts) const {
        facts.has_targets = true;
        for (const std::size_t term : terms_[number]) {
            if (facts_[term].has_targets) continue;
            facts.has_targets = false;
            for (std::size_t family = 0; family < facts.barred_by.size(); ++family)
                if (!facts.barred_by[family])
                    facts.barred_by[family] = facts_[term].barred_by[family];
        }
    }

    /// What asks too much is told once, and counts as little for those who name it.
    void check_size(std::size_t number, CheckFacts& facts) const {
        if (facts.probes > limits::kCheckProbes)
            complain(number, "asks " + std::to_string(facts.probes) + " times for one answer; " +
                                 std::to_string(limits::kCheckProbes) +
                                 " is the most, so combine less");
        if (facts.steps > limits::kCheckSteps)
            complain(number, "leads through " + std::to_string(facts.steps) +
                                 " checks, one naming the other; " +
                                 std::to_string(limits::kCheckSteps) + " is the most");
        if (facts.probes > limits::kCheckProbes) facts.probes = 1;
        if (facts.steps > limits::kCheckSteps) facts.steps = 1;
    }

    /// From a check that is not closed one can always go on to another: it names one.
    void cut_circle_from(std::size_t start) {
        std::vector<std::size_t> path{start};
        for (;;) { // ends: there are only so many checks
            const std::vector<std::size_t> names = names_of(path.back());
            const std::size_t next =
                *std::ranges::find_if(names, [this](std::size_t name) { return !is_closed(name); });
            const auto first = std::ranges::find(path, next);
            const bool is_circle = first != path.end();
            if (is_circle) path.erase(path.begin(), first);
            path.push_back(next);
            if (is_circle) break;
        }
        complain_circle(path);
        // Their targets are not asked for as well: one mistake is told once.
        for (const std::size_t check : path)
            if (!is_closed(check)) close_all({check});
        for (const std::size_t check : path)
            facts_[check].has_targets = true;
    }

    void complain_circle(const std::vector<std::size_t>& circle) const {
        std::string steps;
        for (const std::size_t number : circle)
            steps += (steps.empty() ? "" : " -> ") + checks_[number].name;
        complain(circle.front(),
                 "leads back to itself: " + steps + "; take one of these steps out");
    }

    void complain(std::size_t check, const std::string& what) const {
        const Mark& mark = checks_[check].mark;
        reading_.context.complain({mark.place.line, mark.place.column}, mark.pointer, what);
    }

    const Reading& reading_;
    const std::vector<Check>& checks_;
    std::vector<std::vector<std::size_t>> terms_;
    std::vector<std::vector<std::size_t>> named_by_;
    std::vector<std::size_t> open_; ///< How many of those it names are not closed; or kClosed.
    std::vector<CheckFacts> facts_; ///< Of those closed.
};

} // namespace

std::vector<CheckFacts> facts_of_checks(const Reading& reading) {
    return CheckGraph(reading).facts();
}

} // namespace signpost::config
