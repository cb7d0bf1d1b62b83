#include "control_plane/control_socket/explanation.hpp"

#include "base/word.hpp"
#include "control_plane/control_socket/json_line.hpp"
#include "control_plane/steering/class_names.hpp"
#include "core/wire/registry.hpp"

namespace signpost::control_socket {
namespace {

using steer::Kind;

/// Becomes the target of the alias that `name` is; false if it is none.
bool follow(const zone::Zones& zones, wire::Name& name) {
    const zone::Zone* zone = zones.find(name);
    if (zone == nullptr) return false;
    const zone::Match match = zone->find(name);
    if (match.relation != zone::Relation::Exists || !match.node->has(zone::Node::Cname))
        return false;
    const zone::RRset& cname = *match.node->find(wire::type::kCname);
    const Bytes rdata = cname.wire().subspan(zone::RRset::kRdataAt);
    // The target is compressed against the apex, or not at all.
    return cname.fixups().empty() ? name.read(rdata) != 0
                                  : name.assign(rdata.first(rdata.size() - 2), zone->apex());
}

std::string view_of(const steering::Compiled& compiled, const answer::Why& why) {
    const std::uint16_t number = compiled.steering->clients->classify(why.client).value;
    const std::uint8_t view =
        steer::Plan::view_of(*why.service, compiled.classes->locations[number]);
    if (view == 0) return {};
    const std::string tags =
        steering::class_name({.tags = why.service->views[view - 1U]}, compiled.geography->names);
    return tags.substr(1, tags.size() - 2); // without brackets
}

std::string_view name_of(answer::Standing standing) {
    switch (standing) {
    case answer::Standing::NotOurs:
        return "not-ours";
    case answer::Standing::Elsewhere:
        return "elsewhere";
    case answer::Standing::NoName:
        return "no-name";
    case answer::Standing::Plain:
        return "plain";
    case answer::Standing::Closed:
        return "closed";
    case answer::Standing::Steered:
        break;
    }
    return "steered";
}

std::string_view name_of(steer::Fate fate) {
    switch (fate) {
    case steer::Fate::Kept:
        return "kept";
    case steer::Fate::NotUp:
        return "not-up";
    case steer::Fate::NotFallback:
        return "not-fallback";
    case steer::Fate::Outranked:
        break;
    }
    return "outranked";
}

Json to_json(const steer::Service& service) {
    const steer::Policy& policy = *service.policy;
    Json rules = Json::array();
    for (const steer::Rule& rule : policy.rules)
        rules.push_back(steer::kRuleWords[rule.index()]);
    return {{"name", service.policy_name},
            {"rules", std::move(rules)},
            {"pick", word_of(steer::kPickWords, policy.pick)},
            {"answers_max", policy.answers_max},
            {"when_none_up", word_of(steer::kNoneUpWords, policy.when_none_up)}};
}

Json to_json(const steer::Explanation& kind, const steer::Service& service) {
    Json endpoints = Json::array();
    for (const steer::Fortune& fortune : kind.fortunes)
        endpoints.push_back({{"address", fortune.offer->text},
                             {"link", fortune.offer->link},
                             {"site", fortune.offer->site},
                             {"fate", name_of(fortune.judgement.fate)},
                             {"why", steer::text_of(fortune, *service.policy)},
                             {"part", fortune.part}});
    return {{"type", mnemonic_of(kind.kind)},
            {"ttl_s", service.ttl_s[steer::index_of(kind.kind)]},
            {"none_up", kind.none_up},
            {"endpoints", std::move(endpoints)}};
}

/// A steered CNAME answers for every type.
bool is_asked(const Explanation& explanation, Kind kind) {
    return !explanation.type || *explanation.type == kind || kind == Kind::Cname;
}

} // namespace

Explanation explain(const Snapshot& snapshot, const steering::Compiled& compiled,
                    const ExplainRequest& request) {
    Explanation explanation{.aliases = {}, .why = {}, .view = {}, .type = request.type};
    wire::Name name = request.name.name;
    explanation.why = answer::explain(snapshot, name, {.address = request.client});
    while (explanation.why.standing == answer::Standing::Plain && request.type != Kind::Cname &&
           explanation.aliases.size() < Explanation::kAliasesMax && follow(*snapshot.zones, name)) {
        explanation.aliases.push_back(std::move(explanation.why.name));
        explanation.why = answer::explain(snapshot, name, {.address = request.client});
    }
    if (explanation.why.service != nullptr) explanation.view = view_of(compiled, explanation.why);
    return explanation;
}

std::string to_line(const Explanation& explanation) {
    const answer::Why& why = explanation.why;
    Json line{{"aliases", explanation.aliases},
              {"name", why.name},
              {"zone", why.zone},
              {"standing", name_of(why.standing)},
              {"client", to_text(why.client)}};
    if (explanation.type) line["type"] = mnemonic_of(*explanation.type);
    if (why.service == nullptr) return line_of(line);
    line["class"] = why.class_name;
    line["scope"] = to_text(why.scope);
    line["view"] = explanation.view;
    line["policy"] = to_json(*why.service);
    line["kinds"] = Json::array();
    if (why.standing == answer::Standing::Closed) return line_of(line);
    for (const steer::Explanation& kind : why.kinds)
        if (is_asked(explanation, kind.kind)) line["kinds"].push_back(to_json(kind, *why.service));
    return line_of(line);
}

} // namespace signpost::control_socket
