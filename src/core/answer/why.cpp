#include "core/answer/why.hpp"

#include "base/word.hpp"
#include "core/wire/presentation.hpp"

#include <algorithm>

namespace signpost::answer {
namespace {

using steer::Kind;

Prefix network_of(const Address& address, std::uint8_t bits) {
    Prefix prefix{.address = address, .bits = bits};
    for (std::size_t octet = 0; octet < address.length(); ++octet) {
        const std::size_t kept =
            std::min<std::size_t>(8, bits - std::min<std::size_t>(bits, 8 * octet));
        prefix.address.octets[octet] &= static_cast<std::uint8_t>(0xff00U >> kept);
    }
    return prefix;
}

void describe_client(const steer::Steering& steering, const Subject& client, Why& why) {
    const geo::PrefixTable::Found found = steering.clients->classify(client.address);
    why.scope = network_of(client.address, found.bits);
    why.class_name = (*steering.class_names)[found.value];
    const steer::Plan& plan = *steering.plans.find(why.service->node);
    std::size_t viewpoint = plan.viewpoint_of(found.value);
    if (!client.has_tags) {
        viewpoint = plan.viewpoints().without_tags[viewpoint];
        why.class_name += " (its tags, if any, are not believed: /clients/ecs_tags_from)";
    }
    why.standing = plan.is_closed_to(viewpoint) ? Standing::Closed : Standing::Steered;
    why.kinds = steer::explain(plan, viewpoint);
}

std::string policy_text(const steer::Service& service) {
    const steer::Policy& policy = *service.policy;
    std::string text = "policy " + service.policy_name + ":";
    for (const steer::Rule& rule : policy.rules)
        text += " " + std::string(steer::kRuleWords[rule.index()]) + ",";
    return text + " pick " + std::string(word_of(steer::kPickWords, policy.pick)) +
           ", answers_max " + std::to_string(policy.answers_max);
}

std::string fortune_text(Kind kind, const steer::Fortune& fortune, const steer::Policy& policy) {
    const steer::Offer& offer = *fortune.offer;
    const bool is_kept = fortune.judgement.fate == steer::Fate::Kept;
    return std::string(mnemonic_of(kind)) + " " + offer.text + " [link " + offer.link + ", site " +
           offer.site + "] " + (is_kept ? "kept: " : "dropped: ") + steer::text_of(fortune, policy);
}

std::vector<std::string> steered_lines(const Why& why) {
    std::vector<std::string> lines{why.name + " for " + to_text(why.client) + ": class " +
                                       why.class_name + ", the same for " + to_text(why.scope),
                                   policy_text(*why.service)};
    if (why.standing == Standing::Closed) {
        lines.emplace_back("closed: only_for names tags that this client has not");
        return lines;
    }
    for (const steer::Explanation& one : why.kinds) {
        if (one.none_up)
            lines.emplace_back(
                std::string(mnemonic_of(one.kind)) + ": nothing is up: when_none_up is " +
                std::string(word_of(steer::kNoneUpWords, why.service->policy->when_none_up)));
        if (one.fortunes.empty())
            lines.emplace_back(std::string(mnemonic_of(one.kind)) + ": no endpoint in this view");
        for (const steer::Fortune& fortune : one.fortunes)
            lines.push_back(fortune_text(one.kind, fortune, *why.service->policy));
    }
    return lines;
}

} // namespace

Why explain(const Snapshot& snapshot, const wire::Name& name, const Subject& client) {
    Why why{.name = wire::name_to_text(name.octets()),
            .zone = {},
            .client = client.address,
            .class_name = {},
            .kinds = {}};
    const zone::Zone* zone = snapshot.zones->find(name);
    if (zone == nullptr) return why;
    why.zone = wire::name_to_text(zone->apex());
    const zone::Match match = zone->find(name);
    switch (match.relation) {
    case zone::Relation::NoName:
        why.standing = Standing::NoName;
        return why;
    case zone::Relation::Delegation:
    case zone::Relation::Redirect:
        why.standing = Standing::Elsewhere;
        return why;
    case zone::Relation::Exists:
        break;
    }
    why.standing = Standing::Plain;
    const steer::Plan* plan = snapshot.steering->plans.find(match.node);
    if (plan == nullptr) return why;
    why.service = &plan->service();
    describe_client(*snapshot.steering, client, why);
    return why;
}

std::vector<std::string> lines_of(const Why& why) {
    switch (why.standing) {
    case Standing::NotOurs:
        return {why.name + " is in none of the zones here"};
    case Standing::Elsewhere:
        return {why.name + " is not answered from zone " + why.zone +
                ": it lies at or below a delegation or a DNAME"};
    case Standing::NoName:
        return {why.name + " does not exist in zone " + why.zone};
    case Standing::Plain:
        return {why.name + " is not steered: everybody gets what zone " + why.zone + " says"};
    case Standing::Closed:
    case Standing::Steered:
        break;
    }
    return steered_lines(why);
}

} // namespace signpost::answer
