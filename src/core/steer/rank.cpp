#include "core/steer/rank.hpp"

#include <algorithm>
#include <cassert>

namespace signpost::steer {
namespace {

using health::Standing;

unsigned place_in(const auto& order, auto number) {
    return static_cast<unsigned>(std::ranges::find(order, number) - order.begin());
}

/// Which tier of a rule an endpoint is in, the best first; a client of whom the rule knows nothing
/// makes all equal.
struct TierOf {
    const geo::Location& client;
    const Endpoint& endpoint;

    unsigned operator()(const SameIsp& /*rule*/) const {
        return client.isp != 0 && client.isp == endpoint.place.isp ? 0 : 1;
    }
    unsigned operator()(const SameRegion& rule) const {
        if (client.region == 0) return 0;
        if (client.region == endpoint.place.region) return 0;
        const std::uint16_t greater = greater_of(rule, client.region);
        return greater != 0 && greater == greater_of(rule, endpoint.place.region) ? 1 : 2;
    }
    unsigned operator()(const SameCountry& /*rule*/) const {
        return client.country != 0 && client.country == endpoint.place.country ? 0 : 1;
    }
    unsigned operator()(const SharedTag& /*rule*/) const {
        return (client.tags & endpoint.place.tags) != 0 ? 0 : 1;
    }
    unsigned operator()(const SiteOrder& rule) const { return place_in(rule.sites, endpoint.site); }
    unsigned operator()(const IspTable& rule) const {
        const auto links = rule.links.find(client.isp);
        return links == rule.links.end() ? 0 : place_in(links->second, endpoint.link);
    }

private:
    static std::uint16_t greater_of(const SameRegion& rule, std::uint16_t region) {
        const auto found = rule.greater.find(region);
        return found == rule.greater.end() ? std::uint16_t{0} : found->second;
    }
};

class Ranker {
public:
    Ranker(const Policy& policy, std::span<const Endpoint> endpoints)
        : policy_(policy), endpoints_(endpoints) {
        ranking_.judgements.resize(endpoints.size());
    }

    Ranking run(const geo::Location& client) {
        admit();
        for (std::size_t step = 0; step < policy_.rules.size(); ++step)
            apply(static_cast<std::uint16_t>(step), client);
        return std::move(ranking_);
    }

private:
    /// Everybody up; else everybody drained; else whom the policy names for that.
    void admit() {
        for (const Standing best : {Standing::Up, Standing::Drained})
            if (any([best](const Endpoint& one) { return one.standing == best; }))
                return keep([best](const Endpoint& one) { return one.standing == best; },
                            Fate::NotUp);
        ranking_.none_up = true;
        keep([](const Endpoint& one) { return one.standing != Standing::TakenDown; }, Fate::NotUp);
        switch (policy_.when_none_up) {
        case WhenNoneUp::ServeAll:
            return;
        case WhenNoneUp::ServeLastGood:
            return prefer([](const Endpoint& one) { return one.was_good; });
        case WhenNoneUp::Fallback:
            return prefer([](const Endpoint& one) { return one.is_fallback; });
        case WhenNoneUp::NoData:
            return keep([](const Endpoint&) { return false; }, Fate::NotFallback);
        }
    }

    [[nodiscard]] bool is_kept(std::size_t endpoint) const {
        return ranking_.judgements[endpoint].fate == Fate::Kept;
    }
    [[nodiscard]] bool any(auto is_wanted) const {
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i) && is_wanted(endpoints_[i])) return true;
        return false;
    }
    void keep(auto is_wanted, Fate fate, std::uint16_t step = 0) {
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i) && !is_wanted(endpoints_[i])) ranking_.judgements[i] = {fate, step};
    }
    /// A name is not left empty because nobody was marked.
    void prefer(auto is_wanted) {
        if (any(is_wanted)) keep(is_wanted, Fate::NotFallback);
    }

    void apply(std::uint16_t step, const geo::Location& client) {
        const auto tier_of = [&](const Endpoint& endpoint) {
            return std::visit(TierOf{client, endpoint}, policy_.rules[step]);
        };
        unsigned best = UINT32_MAX;
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i)) best = std::min(best, tier_of(endpoints_[i]));
        keep([&](const Endpoint& endpoint) { return tier_of(endpoint) == best; }, Fate::Outranked,
             step);
    }

    const Policy& policy_;
    std::span<const Endpoint> endpoints_;
    Ranking ranking_;
};

} // namespace

std::vector<std::size_t> Ranking::kept() const {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < judgements.size(); ++i)
        if (judgements[i].fate == Fate::Kept) numbers.push_back(i);
    return numbers;
}

Ranking rank(const Policy& policy, const geo::Location& client,
             std::span<const Endpoint> endpoints) {
    return Ranker(policy, endpoints).run(client);
}

} // namespace signpost::steer
