#include "core/steer/explain.hpp"

#include "base/word.hpp"

#include <cmath>

namespace signpost::steer {
namespace {

constexpr double kDraws = 4294967296.0; // 2^32

/// By offer: the part of draws that give it.
std::vector<double> parts_of(const Plan& plan, const Choice& choice) {
    std::vector<double> parts(plan.service().offers.size());
    double from = 0;
    for (const Slice& slice : plan.slices(choice)) {
        const double to = static_cast<double>(slice.last) + 1;
        for (const std::size_t offer : plan.given(slice.set))
            parts[offer] += (to - from) / kDraws;
        from = to;
    }
    return parts;
}

Explanation explain(const Plan& plan, Kind kind, std::size_t viewpoint) {
    const Service& service = plan.service();
    const geo::Location& location = plan.viewpoints().locations[viewpoint];
    const std::uint8_t view = Plan::view_of(service, location);
    const std::vector<double> parts = parts_of(plan, plan.choice(kind, viewpoint));

    Explanation explanation{.kind = kind, .fortunes = {}};
    std::vector<Endpoint> endpoints;
    for (std::size_t i = 0; i < service.offers.size(); ++i) {
        const Offer& offer = service.offers[i];
        if (offer.kind != kind || offer.view != view) continue;
        endpoints.push_back(offer.endpoint);
        explanation.fortunes.push_back({.offer = &offer, .judgement = {}, .part = parts[i]});
    }
    const Ranking ranking = rank(*service.policy, *service.regions, location, endpoints);
    explanation.none_up = ranking.none_up && !endpoints.empty();
    for (std::size_t i = 0; i < endpoints.size(); ++i)
        explanation.fortunes[i].judgement = ranking.judgements[i];
    return explanation;
}

std::string percent_text(double part) {
    if (part > 0 && part < 0.01) return "less than 1 %";
    return std::to_string(std::lround(part * 100)) + " %";
}

std::string fate_of(const Fortune& fortune, const Policy& policy) {
    switch (fortune.judgement.fate) {
    case Fate::NotUp:
        return fortune.offer->cause.empty() ? "not up" : fortune.offer->cause;
    case Fate::NotFallback:
        return "nothing is up, and " + std::string(word_of(kNoneUpWords, policy.when_none_up)) +
               " gives others, if any";
    case Fate::Outranked:
        return std::string(kRuleWords[policy.rules[fortune.judgement.step].index()]) +
               " prefers others";
    case Fate::Kept:
        break;
    }
    if (fortune.part > 0) return "in " + percent_text(fortune.part) + " of answers";
    if (fortune.offer->kind == Kind::Cname && fortune.offer->weight != 0)
        return "left out: a name has one CNAME";
    return fortune.offer->weight == 0
               ? "stands by: its weight is 0"
               : "left out: answers_max is " + std::to_string(policy.answers_max);
}

} // namespace

std::vector<Explanation> explain(const Plan& plan, std::size_t viewpoint) {
    std::vector<Explanation> all;
    for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
        if (plan.steers(kind)) all.push_back(explain(plan, kind, viewpoint));
    return all;
}

std::string text_of(const Fortune& fortune, const Policy& policy) {
    const Offer& offer = *fortune.offer;
    std::string text = fate_of(fortune, policy);
    // Given although it is not up, or for want of others.
    if (fortune.judgement.fate != Fate::NotUp && !offer.cause.empty()) text += "; " + offer.cause;
    if (offer.share_percent != health::Condition::kWholeShare)
        text += "; it gets " + std::to_string(offer.share_percent) + " % of its weight";
    if (offer.is_stale) text += "; nothing newer is known";
    return text;
}

} // namespace signpost::steer
