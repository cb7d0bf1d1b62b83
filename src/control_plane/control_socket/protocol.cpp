#include "control_plane/control_socket/protocol.hpp"

#include <nlohmann/json.hpp>

namespace signpost::control_socket {
namespace {

using json = nlohmann::ordered_json; // as in the structs, so that people can read it, too

std::string line_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string_view name_of(ZoneState state) {
    switch (state) {
    case ZoneState::Served:
        return "served";
    case ZoneState::Stale:
        return "stale";
    case ZoneState::NotServed:
        break;
    }
    return "not-served";
}

json to_json(const ZoneStatus& zone) {
    json value{{"origin", zone.origin},
               {"file", zone.file},
               {"state", name_of(zone.state)},
               {"complaints", zone.complaints}};
    if (zone.state == ZoneState::NotServed) return value;
    value["serial"] = zone.serial;
    value["records"] = zone.record_count;
    return value;
}

} // namespace

Result<Command> parse_request(std::string_view line) {
    const json request = json::parse(line, nullptr, false);
    const auto command = request.is_object() ? request.find("command") : request.end();
    if (command == request.end() || !command->is_string())
        return Error(R"(a request is {"command": "status"}, "reload" or "check")");
    const auto& name = command->get_ref<const std::string&>();
    if (name == "status") return Command::Status;
    if (name == "reload") return Command::Reload;
    if (name == "check") return Command::Check;
    return Error(R"(unknown command; known are "status", "reload" and "check")");
}

std::string to_line(const Status& status) {
    json zones = json::array();
    for (const ZoneStatus& zone : status.zones)
        zones.push_back(to_json(zone));
    json counters = json::object();
    for (const Counted& counted : status.counters)
        counters[std::string(counted.name)] = counted.value;
    return line_of({{"version", status.version},
                    {"uptime_s", status.uptime_s},
                    {"generation", status.generation},
                    {"listen", status.listen},
                    {"counters", counters},
                    {"zones", zones},
                    {"complaints", status.complaints}});
}

std::string to_line(const Report& report) {
    return line_of({{"ok", report.ok},
                    {"zones_loaded", report.zones_loaded},
                    {"zones_removed", report.zones_removed},
                    {"zones_refused", report.zones_refused},
                    {"complaints", report.complaints}});
}

std::string to_line(const Error& error) {
    return line_of({{"error", error.reason()}});
}

} // namespace signpost::control_socket
