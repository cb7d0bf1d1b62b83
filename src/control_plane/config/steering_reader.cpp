#include "control_plane/config/steering_reader.hpp"

#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"
#include "control_plane/config/sections.hpp"
#include "control_plane/config/texts.hpp"

namespace signpost::config {
namespace {

MapFile map_of(const Node& node) {
    MapFile map;
    if (const std::string* file = text_of(&node)) map.file = *file;
    const auto take = [&node](std::string_view key, std::string& field) {
        if (const std::string* text = text_of(member_of(node, key))) field = *text;
    };
    if (const std::string* file = text_of(member_of(node, "file"))) map.file = *file;
    take("isp", map.isp);
    take("region", map.region);
    take("country", map.country);
    take("asn", map.asn);
    take("tags", map.tags);
    return map;
}

} // namespace

void NameTable::add(std::string_view name, std::size_t number) {
    if (numbers_.try_emplace(name, number).second) names_.push_back(name);
}

std::optional<std::size_t> NameTable::find(std::string_view name) const {
    const auto found = numbers_.find(name);
    return found != numbers_.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<std::size_t> NameTable::find(const Context& context, std::string_view name, Spot at,
                                           const std::string& pointer) const {
    const std::optional<std::size_t> number = find(name);
    if (!number)
        context.complain(at, pointer,
                         "there is no " + std::string(noun_) + " " + in_quotes(name) +
                             (names_.empty() ? "; " + std::string(section_) + " has none"
                                             : context.suggest(name, names_)));
    return number;
}

void read_clients(Reading& reading) {
    if (const Node* clients = member_of(reading.root, "clients"))
        for (const Node& item : items_of(member_of(*clients, "maps")))
            reading.steering.clients.maps.push_back(map_of(item));
    for (const Node& node : members_of(member_of(reading.root, "networks"))) {
        Network& network = reading.steering.networks.emplace_back(Network{node.key, {}});
        for (const Node& item : items_of(&node))
            if (const std::string* text = text_of(&item))
                if (const auto prefix = parse_prefix(*text)) network.prefixes.push_back(*prefix);
    }
}

void read_steering(const Context& context, const Node& root, Steering& steering,
                   std::vector<CheckFile>& check_files) {
    Reading reading{
        .context = context, .root = root, .steering = steering, .check_files = check_files};
    read_clients(reading);
    read_checks(reading);
    read_sites(reading);
    read_links(reading);
    read_policies(reading);
    read_services(reading);
    read_health(reading);
}

} // namespace signpost::config
