#include "health_tree.hpp"
#include "render.hpp"
#include "text.hpp"
#include "times.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

std::string joined(const json& words) {
    std::string text;
    for (const json& word : words)
        text += (text.empty() ? "" : ", ") + word.get<std::string>();
    return text;
}

std::string indented(const json& lines) {
    std::string text;
    for (const json& line : lines)
        text += "      " + plain(line.get<std::string>()) + "\n";
    return text;
}

std::string counters_text(const json& counters) {
    std::string text;
    for (const auto& [name, value] : counters.items())
        if (value != 0)
            text += "  " + padded(name, 18) + grouped(value.get<std::uint64_t>()) + "\n";
    return text.empty() ? "no queries yet\n" : "counted since the start:\n" + text;
}

std::string zone_line(const json& zone, std::size_t width) {
    const std::string origin = "  " + padded(zone["origin"].get<std::string>(), width);
    if (zone["state"] == "not-served") return origin + "  NOT SERVED: its file has mistakes";
    std::string line = origin + "  serial " +
                       padded(std::to_string(zone["serial"].get<std::uint32_t>()), 10) + "  " +
                       counted(zone["records"].get<std::uint64_t>(), "record");
    if (zone["state"] == "stale")
        line += "  STALE: its file has mistakes, the last good version is served";
    return line;
}

std::size_t origin_width(const json& zones) {
    std::size_t width = 0;
    for (const json& zone : zones)
        width = std::max(width, zone["origin"].get_ref<const std::string&>().size());
    return std::min<std::size_t>(width, 40);
}

/// The zones that are as they should be, then those that are not, with their complaints.
std::string zones_text(const json& zones, bool& is_well) {
    const std::size_t width = origin_width(zones);
    std::string good;
    std::string others;
    for (const json& zone : zones) {
        const bool is_served = zone["state"] == "served";
        if (!is_served) is_well = false;
        const std::string line = zone_line(zone, width) + "\n";
        if (is_served && zone["complaints"].empty())
            good += line;
        else
            others += line + indented(zone["complaints"]);
    }
    std::string text = counted(zones.size(), "zone") + (zones.empty() ? "" : ":") + "\n" + good;
    if (!others.empty()) text += "zones that need a look:\n" + others;
    return text;
}

std::string map_line(const json& map, std::size_t width) {
    const std::string file = "  " + padded(map["file"].get<std::string>(), width) + "  ";
    if (map["state"] == "not-served") return file + "NOT IN SERVICE: it has mistakes";
    const std::string entries = counted(map["entries"].get<std::uint64_t>(), "row");
    return map["state"] == "stale"
               ? file + entries + "  STALE: it has mistakes, the last good version is in service"
               : file + entries;
}

std::string maps_text(const json& maps, bool& is_well) {
    std::size_t width = 0;
    for (const json& map : maps)
        width = std::max(width, map["file"].get_ref<const std::string&>().size());
    std::string text = maps.empty() ? "" : "client maps:\n";
    for (const json& map : maps) {
        if (map["state"] != "served") is_well = false;
        text += map_line(map, width) + "\n" + indented(map["complaints"]);
    }
    return text;
}

/// Warnings alone need nobody at once.
std::string steering_text(const json& steering, bool& is_well) {
    std::string text = counted(steering["services"].get<std::uint64_t>(), "steered name");
    if (steering["services"] != 0)
        text += ", " + grouped(steering["classes"].get<std::uint64_t>()) + " classes of clients";
    text += "\n";
    if (!steering["warnings"].empty()) text += "  warnings:\n" + indented(steering["warnings"]);
    if (steering.contains("refusal")) {
        is_well = false;
        text +=
            "  THE LAST CHANGE IS NOT IN SERVICE: " + steering["refusal"].get<std::string>() + "\n";
    }
    return text;
}

} // namespace

Rendering render_status(const json& status) {
    Rendering rendering;
    rendering.text = "signpostd " + status["version"].get<std::string>() + ", up " +
                     duration_text(status["uptime_s"].get<std::uint64_t>()) + ", snapshot " +
                     grouped(status["generation"].get<std::uint64_t>()) + "\n";
    rendering.text += "answers on " + joined(status["listen"]) + "\n";
    rendering.text += counters_text(status["counters"]);
    rendering.text += zones_text(status["zones"], rendering.is_well);
    rendering.text += maps_text(status["maps"], rendering.is_well);
    rendering.text += steering_text(status["steering"], rendering.is_well);
    const HealthText health = health_text(status["health"], wall_now_ms());
    rendering.text += health.tree;
    if (!health.overrides.empty()) rendering.text += "overrides:\n" + health.overrides;
    if (!status["complaints"].empty()) {
        rendering.is_well = false;
        rendering.text += "the configuration, the zones folder or the maps need a look:\n" +
                          indented(status["complaints"]);
    }
    if (!health.troubles.empty()) {
        rendering.is_well = false;
        rendering.text += "health that needs a look:\n" + health.troubles;
    }
    if (!rendering.is_well) rendering.text += "NOT WELL: see above\n";
    return rendering;
}

} // namespace signpost::ctl
