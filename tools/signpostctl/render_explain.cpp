#include "render.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

std::string text_at(const json& object, const char* key) {
    return object.at(key).get<std::string>();
}

std::string aliases_text(const json& explanation) {
    std::string text;
    for (const json& alias : explanation["aliases"])
        text += alias.get<std::string>() + " is an alias of\n";
    return text;
}

/// Of a name that is not steered.
std::string standing_text(const json& explanation) {
    const std::string name = text_at(explanation, "name");
    const std::string zone = text_at(explanation, "zone");
    const std::string standing = text_at(explanation, "standing");
    if (standing == "not-ours") return name + " is in none of the zones here\n";
    if (standing == "no-name") return name + " does not exist in zone " + zone + "\n";
    if (standing == "elsewhere")
        return name + " is not answered from zone " + zone +
               ": it lies at or below a delegation or a DNAME\n";
    return name + " is not steered: everybody gets what zone " + zone + " says\n";
}

std::string policy_text(const json& policy) {
    std::string rules;
    for (const json& rule : policy["rules"])
        rules += (rules.empty() ? "" : ", then ") + rule.get<std::string>();
    return text_at(policy, "name") + ": " + (rules.empty() ? "" : rules + "; ") + "pick " +
           text_at(policy, "pick") + ", at most " +
           counted(policy["answers_max"].get<std::uint64_t>(), "answer");
}

std::string heading_text(const json& explanation) {
    const std::string view = text_at(explanation, "view");
    std::vector<Row> rows{
        {"zone", text_at(explanation, "zone")},
        {"client", text_at(explanation, "client")},
        {"class", text_at(explanation, "class")},
        {"scope", text_at(explanation, "scope") + ": everybody there gets the same"},
        {"policy", policy_text(explanation["policy"])}};
    if (!view.empty())
        rows.push_back({"view", view + ": these clients have addresses of their own"});
    return text_at(explanation, "name") + "\n" + table(rows, 2);
}

std::string place_text(const json& endpoint) {
    const std::string link = text_at(endpoint, "link");
    const std::string site = text_at(endpoint, "site");
    return link.empty() ? "" : site.empty() ? link : link + " @ " + site;
}

std::string endpoints_text(const json& kind) {
    std::vector<Row> rows;
    for (const json& endpoint : kind["endpoints"]) {
        const bool is_kept = endpoint["fate"] == "kept";
        rows.push_back({is_kept ? "kept" : "dropped", text_at(endpoint, "address"),
                        place_text(endpoint), text_at(endpoint, "why")});
    }
    return rows.empty() ? "    no endpoint in this view: the answer is empty\n" : table(rows, 4);
}

std::string kind_text(const json& kind, const json& policy) {
    std::string text = "  " + text_at(kind, "type") + ", TTL " +
                       std::to_string(kind["ttl_s"].get<std::uint64_t>()) + " s";
    if (kind["none_up"].get<bool>())
        text += "; NOTHING IS UP, so when_none_up decides: " + text_at(policy, "when_none_up");
    return text + "\n" + endpoints_text(kind);
}

std::string kinds_text(const json& explanation) {
    if (explanation["standing"] == "closed")
        return "  CLOSED: the answer is empty, for only_for names tags that this client has not\n";
    if (explanation["kinds"].empty())
        return "  " +
               (explanation.contains("type") ? text_at(explanation, "type") + " records are"
                                             : std::string("its records are")) +
               " not steered: everybody gets what the zone says\n";
    std::string text;
    for (const json& kind : explanation["kinds"])
        text += kind_text(kind, explanation["policy"]);
    return text;
}

} // namespace

Rendering render_explain(const json& explanation) {
    Rendering rendering{.text = aliases_text(explanation)};
    rendering.text += explanation.contains("policy")
                          ? heading_text(explanation) + kinds_text(explanation)
                          : standing_text(explanation);
    return rendering;
}

} // namespace signpost::ctl
