#include "control_plane/control_socket/protocol.hpp"

#include "control_plane/control_socket/health_json.hpp"

namespace signpost::control_socket {
namespace {

std::string_view name_of(FileState state) {
    switch (state) {
    case FileState::Served:
        return "served";
    case FileState::Stale:
        return "stale";
    case FileState::NotServed:
        break;
    }
    return "not-served";
}

Json to_json(const ZoneStatus& zone) {
    Json value{{"origin", zone.origin},
               {"file", zone.file},
               {"state", name_of(zone.state)},
               {"complaints", zone.complaints}};
    if (zone.state == FileState::NotServed) return value;
    value["serial"] = zone.serial;
    value["records"] = zone.record_count;
    return value;
}

Json to_json(const MapStatus& map) {
    return {{"file", map.file},
            {"state", name_of(map.state)},
            {"entries", map.entry_count},
            {"complaints", map.complaints}};
}

Json to_json(const SteeringStatus& steering) {
    Json value{{"services", steering.service_count},
               {"classes", steering.class_count},
               {"warnings", steering.warnings}};
    if (!steering.refusal.empty()) value["refusal"] = steering.refusal;
    return value;
}

} // namespace

std::string to_line(const Status& status) {
    Json zones = Json::array();
    for (const ZoneStatus& zone : status.zones)
        zones.push_back(to_json(zone));
    Json maps = Json::array();
    for (const MapStatus& map : status.maps)
        maps.push_back(to_json(map));
    Json counters = Json::object();
    for (const Counted& counted : status.counters)
        counters[std::string(counted.name)] = counted.value;
    return line_of({{"version", status.version},
                    {"uptime_s", status.uptime_s},
                    {"generation", status.generation},
                    {"listen", status.listen},
                    {"counters", counters},
                    {"zones", zones},
                    {"maps", maps},
                    {"steering", to_json(status.steering)},
                    {"health", to_json(status.health)},
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
