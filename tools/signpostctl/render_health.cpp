#include "health_tree.hpp"
#include "render.hpp"
#include "text.hpp"
#include "times.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

std::string text_at(const json& object, const char* key) {
    return object.at(key).get<std::string>();
}

Row row_of(const json& entry) {
    const std::string author = text_at(entry, "author");
    const auto rtt_us = entry.at("rtt_us").get<std::uint64_t>();
    return {time_text(entry.at("wall_ms").get<std::int64_t>()), text_at(entry, "event"),
            text_at(entry, "subject"),
            text_at(entry, "detail") + (author.empty() ? "" : " (by " + author + ")"),
            rtt_us == 0 ? "" : milliseconds_text(rtt_us)};
}

std::string target_text(const json& target, bool& is_well) {
    const std::string outcome = text_at(target, "outcome");
    const std::string detail = text_at(target, "detail");
    if (outcome != "ok") is_well = false;
    std::string text = plain(text_at(target, "check")) + " " + plain(text_at(target, "target")) +
                       ": " + (outcome == "ok" ? outcome : "NOT OK, " + outcome);
    if (const auto rtt_us = target["rtt_us"].get<std::uint64_t>(); rtt_us != 0)
        text += ", " + milliseconds_text(rtt_us);
    if (!detail.empty()) text += ": " + plain(detail);
    if (const auto load = target["load_percent"].get<std::uint64_t>(); load != 0)
        text += ", load " + std::to_string(load) + " %";
    if (const auto after_s = target["retry_after_s"].get<std::uint64_t>(); after_s != 0)
        text += ", asks to be left alone for " + duration_text(after_s);
    std::vector<Row> rows;
    for (const json& stage : target["stages"])
        rows.push_back({"after " + milliseconds_text(stage["at_us"].get<std::uint64_t>()),
                        text_at(stage, "what")});
    return text + "\n" + table(rows, 2);
}

} // namespace

/// What went wrong stands last.
Rendering render_probe(const json& answer) {
    Rendering rendering;
    std::vector<json> targets = answer["targets"];
    std::stable_partition(targets.begin(), targets.end(),
                          [](const json& target) { return target["outcome"] == "ok"; });
    for (const json& target : targets)
        rendering.text += target_text(target, rendering.is_well);
    if (targets.empty()) rendering.text = "nothing is asked by this check\n";
    if (const auto left_out = answer["left_out"].get<std::uint64_t>(); left_out != 0)
        rendering.text += "NOT ASKED: " + counted(left_out, "more target") +
                          "; name an address to ask it alone\n";
    return rendering;
}

/// The server's answer has the newest first; above the prompt they stand last.
Rendering render_journal(const json& answer) {
    std::vector<Row> rows;
    rows.reserve(answer["entries"].size());
    for (const json& entry : answer["entries"])
        rows.push_back(row_of(entry));
    std::ranges::reverse(rows);
    Rendering rendering{.text = rows.empty() ? "no such entry\n" : table(rows, 0)};
    const std::string trouble = text_at(answer["journal"], "trouble");
    if (!trouble.empty()) {
        rendering.is_well = false;
        rendering.text +=
            "THE JOURNAL IS NOT WRITTEN, earlier entries may be missing here: " + plain(trouble) +
            "\n";
    }
    return rendering;
}

Rendering render_overrides(const json& answer) {
    const std::vector<json> overrides = answer["overrides"];
    return {.text =
                overrides.empty() ? "no overrides\n" : overrides_text(overrides, wall_now_ms())};
}

Rendering render_confirmation(const json& answer) {
    Rendering rendering{.text = text_at(answer, "subject") + ": done\n"};
    for (const json& note : answer["notes"])
        rendering.text += "  " + plain(note.get<std::string>()) + "\n";
    return rendering;
}

Rendering render_entry(const json& entry) {
    return {.text = table({row_of(entry)}, 0)};
}

} // namespace signpost::ctl
