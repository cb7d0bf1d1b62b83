#include "render.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

Rendering render_report(const json& report, const std::string& summary) {
    Rendering rendering;
    rendering.is_well = report["ok"].get<bool>();
    for (const json& complaint : report["complaints"])
        rendering.text += plain(complaint.get<std::string>()) + "\n";
    rendering.text += summary + (rendering.is_well ? "\n" : "; NOT WELL: see above\n");
    return rendering;
}

} // namespace

Rendering render_reload(const json& report) {
    const auto loaded = report["zones_loaded"].get<std::uint64_t>();
    const auto removed = report["zones_removed"].get<std::uint64_t>();
    const auto refused = report["zones_refused"].get<std::uint64_t>();
    std::string summary = "reloaded";
    if (loaded != 0) summary += ", " + counted(loaded, "zone") + " new in service";
    if (removed != 0) summary += ", " + counted(removed, "zone") + " removed";
    if (refused != 0) summary += ", " + counted(refused, "zone") + " refused";
    if (loaded + removed + refused == 0) summary += ", no zone has changed";
    return render_report(report, summary);
}

Rendering render_check(const json& report) {
    std::string summary =
        "checked, " + counted(report["zones_loaded"].get<std::uint64_t>(), "good zone");
    const auto refused = report["zones_refused"].get<std::uint64_t>();
    if (refused != 0) summary += ", " + counted(refused, "zone") + " with mistakes";
    return render_report(report, summary);
}

} // namespace signpost::ctl
