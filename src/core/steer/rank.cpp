#include "core/steer/rank.hpp"

#include <algorithm>
#include <cassert>
#include <climits>

namespace signpost::steer {
namespace {

using health::Standing;

constexpr unsigned kLast = UINT_MAX;

unsigned place_in(const auto& order, auto number) {
    return static_cast<unsigned>(std::ranges::find(order, number) - order.begin());
}

/// How well a line of an IspTable fits a client; 0: not at all.
unsigned fit_of(const IspLine& line, const geo::Location& client, const geo::Regions& regions) {
    struct Fit {
        unsigned of_any_isp;
        unsigned of_its_isp;
    };
    constexpr Fit kRegion{7, 8};
    constexpr Fit kGreater{5, 6};
    constexpr Fit kCountry{2, 4};
    constexpr Fit kEverywhere{1, 3};
    if (line.isp != 0 && line.isp != client.isp) return 0;
    const auto chosen = [&line](const Fit& fit) {
        return line.isp != 0 ? fit.of_its_isp : fit.of_any_isp;
    };
    if (line.country != 0) return line.country == client.country ? chosen(kCountry) : 0;
    if (line.region == 0) return chosen(kEverywhere);
    if (line.region == client.region) return chosen(kRegion);
    return line.region == regions.greater_of(client.region) ? chosen(kGreater) : 0;
}

/// Where links stand in the order that an IspTable gives to a client.
class LinkPlaces {
public:
    LinkPlaces(const IspTable& table, std::span<const LinkNumber> order)
        : link_count_(table.site_of_link.size()) {
        for (unsigned place = 0; place < order.size(); ++place) {
            const LinkNumber link = order[place];
            set_first(of_link_, link, place);
            if (link < link_count_) set_first(of_site_, table.site_of_link[link], place);
        }
    }

    [[nodiscard]] unsigned of(const Endpoint& endpoint) const {
        return endpoint.link >= link_count_ && endpoint.link >= of_link_.size()
                   ? at(of_site_, endpoint.site)
                   : at(of_link_, endpoint.link);
    }

private:
    using Places = std::vector<unsigned>; ///< By number; kLast: it is not in the order.

    static void set_first(Places& places, std::size_t number, unsigned place) {
        if (number >= places.size()) places.resize(number + 1, kLast);
        places[number] = std::min(places[number], place);
    }
    static unsigned at(const Places& places, std::size_t number) {
        return number < places.size() ? places[number] : kLast;
    }

    std::size_t link_count_;
    Places of_link_;
    Places of_site_;
};

/// Which tier of a rule each endpoint is in, the best being the least. A client of whom the rule
/// knows nothing makes all equal.
class Tiers {
public:
    Tiers(const geo::Regions& regions, const geo::Location& client,
          std::span<const Endpoint> endpoints)
        : regions_(regions), client_(client), endpoints_(endpoints) {}

    [[nodiscard]] std::vector<unsigned> of(const Rule& rule) const {
        return std::visit([this](const auto& one) { return tiers(one); }, rule);
    }

private:
    [[nodiscard]] std::vector<unsigned> each(auto tier_of) const {
        std::vector<unsigned> tiers;
        tiers.reserve(endpoints_.size());
        for (const Endpoint& endpoint : endpoints_)
            tiers.push_back(tier_of(endpoint));
        return tiers;
    }

    [[nodiscard]] std::vector<unsigned> tiers(const SameIsp& /*rule*/) const {
        return each([this](const Endpoint& endpoint) {
            return client_.isp != 0 && client_.isp == endpoint.place.isp ? 0U : 1U;
        });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const SameRegion& /*rule*/) const {
        const std::uint16_t widest = regions_.widest_of(client_.region);
        return each([this, widest](const Endpoint& endpoint) {
            const std::uint16_t region = endpoint.place.region;
            if (client_.region != 0 && client_.region == region) return 0U;
            return widest != 0 && widest == regions_.widest_of(region) ? 1U : 2U;
        });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const SameCountry& /*rule*/) const {
        return each([this](const Endpoint& endpoint) {
            return client_.country != 0 && client_.country == endpoint.place.country ? 0U : 1U;
        });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const SharedTag& /*rule*/) const {
        return each([this](const Endpoint& endpoint) {
            return (client_.tags & endpoint.place.tags) != 0 ? 0U : 1U;
        });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const SiteOrder& rule) const {
        return each(
            [&rule](const Endpoint& endpoint) { return place_in(rule.sites, endpoint.site); });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const IspTable& rule) const {
        const LinkPlaces places(rule, links_for_client(rule));
        return each([&places](const Endpoint& endpoint) { return places.of(endpoint); });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const Nearest& rule) const {
        const std::optional<geo::Coordinates> from = regions_.place_of(client_);
        return each([&](const Endpoint& endpoint) {
            if (!from) return 0U;
            const bool is_known = endpoint.site < rule.sites.size() && rule.sites[endpoint.site];
            return is_known ? geo::distance_km(*from, *rule.sites[endpoint.site]) : kLast;
        });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const Load& /*rule*/) const {
        return each([](const Endpoint&) { return 0U; });
    }
    [[nodiscard]] std::vector<unsigned> tiers(const FamilyParity& /*rule*/) const {
        return each([](const Endpoint& endpoint) { return endpoint.has_other_family ? 0U : 1U; });
    }

    [[nodiscard]] std::vector<LinkNumber> links_for_client(const IspTable& table) const {
        std::vector<std::pair<unsigned, const IspLine*>> lines;
        for (const IspLine& line : table.lines)
            if (const unsigned fit = fit_of(line, client_, regions_); fit != 0)
                lines.emplace_back(fit, &line);
        std::ranges::stable_sort(lines, std::greater{},
                                 [](const auto& line) { return line.first; });
        std::vector<LinkNumber> links;
        for (const auto& [fit, line] : lines)
            links.insert(links.end(), line->links.begin(), line->links.end());
        return links;
    }

    const geo::Regions& regions_;
    const geo::Location& client_;
    std::span<const Endpoint> endpoints_;
};

class Ranker {
public:
    Ranker(const Policy& policy, std::span<const Endpoint> endpoints)
        : policy_(policy), endpoints_(endpoints) {
        ranking_.judgements.resize(endpoints.size());
    }

    Ranking run(const Tiers& tiers) {
        admit();
        for (std::size_t step = 0; step < policy_.rules.size(); ++step)
            apply(static_cast<std::uint16_t>(step), tiers.of(policy_.rules[step]));
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
    void keep(auto is_wanted, Fate fate) {
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i) && !is_wanted(endpoints_[i])) ranking_.judgements[i] = {fate};
    }
    /// A name is not left empty because nobody was marked.
    void prefer(auto is_wanted) {
        if (any(is_wanted)) keep(is_wanted, Fate::NotFallback);
    }

    void apply(std::uint16_t step, const std::vector<unsigned>& tiers) {
        unsigned best = kLast;
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i)) best = std::min(best, tiers[i]);
        for (std::size_t i = 0; i < endpoints_.size(); ++i)
            if (is_kept(i) && tiers[i] != best) ranking_.judgements[i] = {Fate::Outranked, step};
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

Ranking rank(const Policy& policy, const geo::Regions& regions, const geo::Location& client,
             std::span<const Endpoint> endpoints) {
    return Ranker(policy, endpoints).run(Tiers(regions, client, endpoints));
}

} // namespace signpost::steer
