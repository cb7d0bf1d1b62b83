#include "control_plane/control_socket/request.hpp"

#include "base/word.hpp"
#include "control_plane/control_socket/health_request_reading.hpp"
#include "control_plane/control_socket/members.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace signpost::control_socket {
namespace {

config::DomainName parse_name(Members& members, std::string_view key, std::string text) {
    if (!text.ends_with('.')) text += '.'; // nobody asks for a name below another here
    std::string reason;
    std::optional<config::DomainName> name = config::parse_domain(text, reason);
    if (!name) members.fail(key, reason);
    return name ? *std::move(name) : config::DomainName{};
}

/// The first address of a prefix stands for it.
Address parse_client(Members& members, std::string_view key, const std::string& text) {
    const std::optional<Prefix> prefix = parse_prefix(text);
    if (!prefix)
        members.fail(key,
                     "must be an address, or a prefix like 192.0.2.0/24, not \"" + text + "\"");
    return prefix.value_or(Prefix{}).address;
}

std::optional<steer::Kind> parse_type(Members& members, const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    const auto kind = value_of<steer::Kind>(steer::kKindWords, *text);
    if (!kind) members.fail("type", "must be A, AAAA or CNAME: no other type is steered");
    return kind;
}

Result<Request> parse_explain(Members& members) {
    return members.finish<Request>(
        ExplainRequest{.name = parse_name(members, "name", members.needed_text("name")),
                       .client = parse_client(members, "client", members.needed_text("client")),
                       .type = parse_type(members, members.text("type"))});
}

std::vector<steering::Verdict> parse_verdicts(Members& members) {
    constexpr std::pair<std::string_view, health::Standing> kKeys[] = {
        {"down", health::Standing::TakenDown},
        {"drain", health::Standing::Drained},
        {"up", health::Standing::Up}};
    std::vector<steering::Verdict> verdicts;
    std::set<std::string> targets;
    for (const auto& [key, standing] : kKeys)
        for (std::string& target : members.texts(key)) {
            if (!targets.insert(target).second) members.fail(key, "repeats \"" + target + "\"");
            verdicts.push_back({std::move(target), standing});
        }
    return verdicts;
}

Result<Request> parse_simulate(Members& members) {
    steering::Simulation simulation{.verdicts = parse_verdicts(members),
                                    .isp = members.text("isp").value_or(""),
                                    .clients = {},
                                    .service = {}};
    for (const std::string& client : members.texts("clients"))
        simulation.clients.push_back(parse_client(members, "clients", client));
    if (std::optional<std::string> service = members.text("service"))
        simulation.service = parse_name(members, "service", *std::move(service)).text;
    return members.finish<Request>(SimulateRequest{std::move(simulation)});
}

template <class T>
Result<Request> parse_bare(Members& members) {
    return members.finish<Request>(T{});
}

/// What asks about health says in a type of its own what it may be.
template <auto parse>
Result<Request> parse_health(Members& members) {
    auto request = parse(members);
    return members.finish<Request>(std::move(request));
}

} // namespace

Result<Request> parse_request(std::string_view line) {
    const Json request = Json::parse(line, nullptr, false);
    const auto command = request.is_object() ? request.find("command") : request.end();
    if (command == request.end() || !command->is_string())
        return Error(R"(a request is an object like {"command": "status"})");
    constexpr std::pair<std::string_view, Result<Request> (*)(Members&)> kCommands[] = {
        {"status", parse_bare<StatusRequest>},
        {"reload", parse_bare<ReloadRequest>},
        {"check", parse_bare<CheckRequest>},
        {"explain", parse_explain},
        {"simulate", parse_simulate},
        {"diff", parse_bare<DiffRequest>},
        {"override-set", parse_health<parse_override_set>},
        {"override-clear", parse_health<parse_override_clear>},
        {"override-list", parse_bare<OverrideListRequest>},
        {"failback", parse_health<parse_failback>},
        {"journal", parse_health<parse_journal>},
        {"probe", parse_health<parse_probe>},
        {"watch", parse_bare<WatchRequest>},
    };
    Members members(request);
    for (const auto& [name, parse] : kCommands)
        if (name == command->get_ref<const std::string&>()) return parse(members);
    std::string known;
    for (const auto& [name, parse] : kCommands)
        known += (known.empty() ? "" : ", ") + std::string(name);
    return Error("unknown command; known are " + known);
}

} // namespace signpost::control_socket
