#include "control_plane/control_socket/comparison_line.hpp"

#include "control_plane/control_socket/json_line.hpp"

namespace signpost::control_socket {
namespace {

using steering::Change;
using steering::Given;

/// null: the name is not steered.
Json to_json(const std::optional<std::vector<Given>>& given) {
    if (!given) return nullptr;
    Json all = Json::array();
    for (const Given& one : *given)
        all.push_back({{"type", mnemonic_of(one.kind)},
                       {"ttl_s", one.ttl_s},
                       {"address", one.address},
                       {"link", one.link},
                       {"part", static_cast<double>(one.draws) / Given::kAllDraws}});
    return all;
}

Json to_json(const Change& change) {
    return {{"service", change.service},         {"classes", change.classes},
            {"class_count", change.class_count}, {"known_ipv4", change.part.v4},
            {"known_ipv6", change.part.v6},      {"before", to_json(change.before)},
            {"after", to_json(change.after)}};
}

Json to_json(const steering::Space& space) {
    Json links = Json::array();
    for (const steering::LinkShare& share : space.links)
        links.push_back({{"link", share.link}, {"before", share.before}, {"after", share.after}});
    return {{"name", space.name},
            {"size", space.size},
            {"moved", space.moved},
            {"links", std::move(links)}};
}

} // namespace

std::string to_line(const steering::Comparison& comparison,
                    std::span<const std::string> complaints) {
    Json changes = Json::array();
    for (const Change& change : comparison.changes)
        changes.push_back(to_json(change));
    Json spaces = Json::array();
    for (const steering::Space& space : comparison.spaces)
        spaces.push_back(to_json(space));
    return line_of({{"services_before", comparison.services_before},
                    {"services_after", comparison.services_after},
                    {"changes", std::move(changes)},
                    {"changes_left_out", comparison.changes_left_out},
                    {"spaces", std::move(spaces)},
                    {"complaints", complaints}});
}

} // namespace signpost::control_socket
