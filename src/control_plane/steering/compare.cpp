#include "control_plane/steering/compare.hpp"

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>

namespace signpost::steering {
namespace {

using steer::Kind;
using steer::Plan;
using steer::Viewpoints;

constexpr std::string_view kNothing; // the link of no answer

/// What clients at a viewpoint get.
struct Outcome {
    std::vector<Given> given;
    std::map<std::string, double> links; ///< Parts of answers; they add up to 1.
};

void add_slices(const Plan& plan, const steer::Choice& choice, Kind kind, double kinds,
                Outcome& outcome) {
    const steer::Service& service = plan.service();
    const std::uint32_t ttl_s = service.ttl_steady_s[steer::index_of(kind)];
    std::map<std::size_t, std::uint64_t> draws_of;
    std::uint64_t draws_of_nothing = 0;
    std::uint64_t from = 0;
    for (const steer::Slice& slice : plan.slices(choice)) {
        const std::uint64_t draws = std::uint64_t{slice.last} + 1 - from;
        from += draws;
        const auto offers = plan.given(slice.set);
        if (offers.empty()) draws_of_nothing += draws;
        for (const std::size_t offer : offers) {
            draws_of[offer] += draws;
            outcome.links[service.offers[offer].link] += static_cast<double>(draws) /
                                                         Given::kAllDraws / kinds /
                                                         static_cast<double>(offers.size());
        }
    }
    for (const auto& [number, draws] : draws_of) {
        const steer::Offer& offer = service.offers[number];
        outcome.given.push_back({kind, ttl_s, offer.text, offer.link, draws});
    }
    if (draws_of_nothing == 0) return;
    outcome.given.push_back({kind, 0, "", "", draws_of_nothing});
    outcome.links[std::string(kNothing)] +=
        static_cast<double>(draws_of_nothing) / Given::kAllDraws / kinds;
}

/// The outcomes of a plan, each once, and which of them a viewpoint has. Of no plan: one.
class Outcomes {
public:
    explicit Outcomes(const Plan* plan) : plan_(plan) {
        if (plan == nullptr) {
            of_viewpoint_.push_back(0);
            all_.emplace_back();
            return;
        }
        for (std::size_t i = 0; i < plan->viewpoints().locations.size(); ++i)
            of_viewpoint_.push_back(number_of(i));
    }

    [[nodiscard]] std::size_t at(std::size_t viewpoint) const { return of_viewpoint_[viewpoint]; }
    [[nodiscard]] const Outcome& operator[](std::size_t number) const { return all_[number]; }
    /// None if there is no plan.
    [[nodiscard]] std::optional<std::vector<Given>> given(std::size_t number) const {
        if (plan_ == nullptr) return std::nullopt;
        return all_[number].given;
    }

private:
    /// What decides an outcome: the first slice of each kind. All with kClosed are one.
    using Mark = std::array<std::uint32_t, steer::kKinds>;
    static constexpr std::uint32_t kClosed = UINT32_MAX;

    std::size_t number_of(std::size_t viewpoint) {
        Mark mark{};
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
            if (plan_->steers(kind))
                mark[steer::index_of(kind)] = plan_->choice(kind, viewpoint).first;
        if (plan_->is_closed_to(viewpoint)) mark.fill(kClosed);
        const auto [known, is_new] = numbers_.try_emplace(mark, all_.size());
        if (is_new) all_.push_back(outcome_at(viewpoint));
        return known->second;
    }

    [[nodiscard]] Outcome outcome_at(std::size_t viewpoint) const {
        Outcome outcome;
        double kinds = 0;
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
            kinds += plan_->steers(kind) ? 1 : 0;
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname}) {
            if (!plan_->steers(kind)) continue;
            if (plan_->is_closed_to(viewpoint)) {
                outcome.given.push_back({kind, 0, "", "", Given::kAllDraws});
                outcome.links[std::string(kNothing)] += 1 / kinds;
            } else {
                add_slices(*plan_, plan_->choice(kind, viewpoint), kind, kinds, outcome);
            }
        }
        return outcome;
    }

    const Plan* plan_;
    std::vector<std::size_t> of_viewpoint_;
    std::vector<Outcome> all_;
    std::map<Mark, std::size_t> numbers_;
};

/// Clients that a service has at one viewpoint before, and at another after.
struct ViewpointPair {
    std::size_t before = 0;
    std::size_t after = 0;
    Extent known;
    Extent all;
    std::vector<const ClassPair*> classes;
};
using ViewpointPairs = std::vector<ViewpointPair>;

ViewpointPairs viewpoint_pairs(std::span<const ClassPair> classes, const Viewpoints* before,
                               const Viewpoints* after) {
    std::map<std::pair<std::size_t, std::size_t>, ViewpointPair> pairs;
    for (const ClassPair& one : classes) {
        const std::size_t from = before == nullptr ? 0 : before->of_class[one.before];
        const std::size_t to = after == nullptr ? 0 : after->of_class[one.after];
        ViewpointPair& pair = pairs[{from, to}];
        pair.before = from;
        pair.after = to;
        pair.all += one.extent;
        if (one.is_known()) pair.known += one.extent;
        pair.classes.push_back(&one);
    }
    ViewpointPairs all;
    for (auto& [viewpoints, pair] : pairs)
        all.push_back(std::move(pair));
    return all;
}

/// What a space of clients adds up to.
struct Sum {
    std::string_view name;
    double (*extent)(const ViewpointPair&);
    double moved = 0;
    std::map<std::string, std::pair<double, double>> links;
};

double difference_of(const Outcome& before, const Outcome& after) {
    double sum = 0;
    for (const auto& [link, part] : before.links) {
        const auto other = after.links.find(link);
        sum += std::abs(part - (other == after.links.end() ? 0 : other->second));
    }
    for (const auto& [link, part] : after.links)
        if (!before.links.contains(link)) sum += part;
    return sum / 2;
}

class Comparing {
public:
    Comparing(const Compiled& before, const Compiled& after, const Among& among)
        : before_(before), after_(after), classes_(class_pairs(before, after, among)),
          clients_(viewpoint_pairs(classes_, nullptr, nullptr)) {}

    /// One of them may be null.
    void add(const Plan* before, const Plan* after) {
        const Viewpoints* from = before == nullptr ? nullptr : &before->viewpoints();
        const Viewpoints* to = after == nullptr ? nullptr : &after->viewpoints();
        const auto [pairs, is_new] = pairs_.try_emplace({from, to});
        if (is_new) pairs->second = viewpoint_pairs(classes_, from, to);
        const Outcomes old_outcomes(before);
        const Outcomes new_outcomes(after);
        services_.first += before == nullptr ? 0 : 1;
        services_.second += after == nullptr ? 0 : 1;
        services_in_both_ += before == nullptr || after == nullptr ? 0 : 1;
        Grouped grouped;
        for (const ViewpointPair& pair : pairs->second)
            grouped[{old_outcomes.at(pair.before), new_outcomes.at(pair.after)}].push_back(&pair);
        for (const auto& [numbers, together] : grouped)
            weigh(together, old_outcomes[numbers.first], new_outcomes[numbers.second],
                  before != nullptr && after != nullptr);
        add_changes((before == nullptr ? after : before)->service().name, old_outcomes,
                    new_outcomes, grouped);
    }

    Comparison take() {
        comparison_.services_before = services_.first;
        comparison_.services_after = services_.second;
        for (const Sum& sum : sums_)
            comparison_.spaces.push_back(space_of(sum));
        return std::move(comparison_);
    }

private:
    using Grouped =
        std::map<std::pair<std::size_t, std::size_t>, std::vector<const ViewpointPair*>>;

    void weigh(std::span<const ViewpointPair* const> pairs, const Outcome& before,
               const Outcome& after, bool is_in_both) {
        for (Sum& sum : sums_) {
            double weight = 0;
            for (const ViewpointPair* pair : pairs)
                weight += sum.extent(*pair);
            if (weight == 0) continue;
            for (const auto& [link, part] : before.links)
                sum.links[link].first += weight * part;
            for (const auto& [link, part] : after.links)
                sum.links[link].second += weight * part;
            if (is_in_both) sum.moved += weight * difference_of(before, after);
        }
    }

    void add_changes(const std::string& service, const Outcomes& before, const Outcomes& after,
                     const Grouped& grouped) {
        std::map<std::pair<std::optional<std::vector<Given>>, std::optional<std::vector<Given>>>,
                 std::vector<const ViewpointPair*>>
            by_change;
        for (const auto& [numbers, pairs] : grouped) {
            auto old_given = before.given(numbers.first);
            auto new_given = after.given(numbers.second);
            if (old_given == new_given) continue;
            auto& all = by_change[{std::move(old_given), std::move(new_given)}];
            all.insert(all.end(), pairs.begin(), pairs.end());
        }
        for (const auto& [given, pairs] : by_change) {
            if (comparison_.changes.size() == Comparison::kChangesMax) {
                ++comparison_.changes_left_out;
                continue;
            }
            Change change{.service = service, .before = given.first, .after = given.second};
            for (const ViewpointPair* pair : pairs)
                describe(*pair, change);
            comparison_.changes.push_back(std::move(change));
        }
    }

    void describe(const ViewpointPair& pair, Change& change) const {
        const Extent known = known_extent();
        if (known.v4 > 0) change.part.v4 += pair.known.v4 / known.v4;
        if (known.v6 > 0) change.part.v6 += pair.known.v6 / known.v6;
        change.class_count += pair.classes.size();
        for (const ClassPair* one : pair.classes)
            if (change.classes.size() < Change::kClassesMax)
                change.classes.push_back(name_of(*one));
    }

    [[nodiscard]] std::string name_of(const ClassPair& pair) const {
        const std::string& old_name = (*before_.steering->class_names)[pair.before];
        const std::string& new_name = (*after_.steering->class_names)[pair.after];
        return old_name == new_name ? old_name : old_name + " -> " + new_name;
    }

    /// Of all clients: without viewpoints there is one pair, or none.
    [[nodiscard]] Extent known_extent() const {
        return clients_.empty() ? Extent{} : clients_.front().known;
    }

    [[nodiscard]] Space space_of(const Sum& sum) const {
        Space space{.name = sum.name,
                    .size = clients_.empty() ? 0 : sum.extent(clients_.front()),
                    .links = {}};
        const auto share = [&](double part, std::size_t services) {
            const double whole = space.size * static_cast<double>(services);
            return whole > 0 ? part / whole : 0;
        };
        space.moved = share(sum.moved, services_in_both_);
        for (const auto& [link, parts] : sum.links)
            space.links.push_back({.link = link,
                                   .before = share(parts.first, services_.first),
                                   .after = share(parts.second, services_.second)});
        return space;
    }

    const Compiled& before_;
    const Compiled& after_;
    const std::vector<ClassPair> classes_;
    const ViewpointPairs clients_; ///< All as one.
    std::map<std::pair<const Viewpoints*, const Viewpoints*>, ViewpointPairs> pairs_;
    std::pair<std::size_t, std::size_t> services_; ///< Before and after.
    std::size_t services_in_both_ = 0;
    std::array<Sum, 4> sums_{
        Sum{"known IPv4", [](const ViewpointPair& pair) { return pair.known.v4; }, 0, {}},
        Sum{"all IPv4", [](const ViewpointPair& pair) { return pair.all.v4; }, 0, {}},
        Sum{"known IPv6", [](const ViewpointPair& pair) { return pair.known.v6; }, 0, {}},
        Sum{"all IPv6", [](const ViewpointPair& pair) { return pair.all.v6; }, 0, {}}};
    Comparison comparison_;
};

} // namespace

Comparison compare(const Compiled& before, const Compiled& after, const Scope& scope) {
    Comparing comparing(before, after, scope.among);
    std::unordered_map<std::string_view, const Plan*> left;
    const auto is_asked = [&scope](const Plan& plan) {
        return scope.service.empty() || plan.service().name == scope.service;
    };
    for (const Plan* plan : after.steering->plans.all())
        left.emplace(plan->service().name, plan);
    for (const Plan* plan : before.steering->plans.all()) {
        const auto found = left.find(plan->service().name);
        const Plan* other = found == left.end() ? nullptr : found->second;
        if (found != left.end()) left.erase(found);
        if (is_asked(*plan)) comparing.add(plan, other);
    }
    for (const Plan* plan : after.steering->plans.all()) // in their order
        if (left.contains(plan->service().name) && is_asked(*plan)) comparing.add(nullptr, plan);
    return comparing.take();
}

} // namespace signpost::steering
