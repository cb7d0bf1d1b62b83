#include "render.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kClassesShown = 6;

std::string text_at(const json& object, const char* key) {
    return object.at(key).get<std::string>();
}

std::string classes_text(const json& change) {
    std::string text;
    const json& classes = change["classes"];
    for (std::size_t i = 0; i < std::min(classes.size(), kClassesShown); ++i)
        text += (i == 0 ? "" : ", ") + classes[i].get<std::string>();
    const auto count = change["class_count"].get<std::uint64_t>();
    if (count > kClassesShown) text += " and " + grouped(count - kClassesShown) + " more";
    return text;
}

Row row_of(const json& given) {
    const std::string address = text_at(given, "address");
    const std::string part = percent(given["part"].get<double>());
    if (address.empty()) return {text_at(given, "type"), "(no address)", "", "", part};
    return {text_at(given, "type"), address, text_at(given, "link"),
            "TTL " + std::to_string(given["ttl_s"].get<std::uint64_t>()) + " s", part};
}

/// What one side gives, the first row with its name; what both give alike is left out.
void add_side(const char* side, const json& given, const json& other, std::vector<Row>& rows) {
    if (given.is_null()) {
        rows.push_back({side, "not steered: what the zone says"});
        return;
    }
    const std::size_t first = rows.size();
    for (const json& one : given) {
        if (other.is_array() && std::ranges::find(other, one) != other.end()) continue;
        Row row = row_of(one);
        row.insert(row.begin(), rows.size() == first ? side : "");
        rows.push_back(std::move(row));
    }
    if (rows.size() == first) rows.push_back({side, "nothing more"});
}

std::string change_text(const json& change) {
    std::vector<Row> rows;
    add_side("before", change["before"], change["after"], rows);
    add_side("after", change["after"], change["before"], rows);
    return "  for " + classes_text(change) + " (of known clients " +
           percent(change["known_ipv4"].get<double>()) + " in IPv4, " +
           percent(change["known_ipv6"].get<double>()) + " in IPv6)\n" + table(rows, 4);
}

std::string changes_text(const json& comparison) {
    std::string text;
    std::string service;
    for (const json& change : comparison["changes"]) {
        if (text_at(change, "service") != service) text += text_at(change, "service") + "\n";
        service = text_at(change, "service");
        text += change_text(change);
    }
    const auto left_out = comparison["changes_left_out"].get<std::uint64_t>();
    return left_out == 0 ? text : text + "and " + counted(left_out, "further change") + "\n";
}

std::string link_name(const json& share) {
    const std::string link = text_at(share, "link");
    return link.empty() ? "(no address)" : link;
}

/// A space without clients says nothing.
std::string spaces_text(const json& spaces) {
    std::string text;
    for (const json& space : spaces) {
        if (space["size"] == 0 || space["links"].empty()) continue;
        std::vector<Row> rows{{"link", "before", "after"}};
        for (const json& share : space["links"])
            rows.push_back({link_name(share), percent(share["before"].get<double>()),
                            percent(share["after"].get<double>())});
        text += text_at(space, "name") + ": " + percent(space["moved"].get<double>()) +
                " of answers move to another link\n" + table(rows, 2);
    }
    return text;
}

std::string comparison_text(const json& comparison) {
    std::string text;
    for (const json& complaint : comparison["complaints"])
        text += complaint.get<std::string>() + "\n";
    return text + changes_text(comparison) + spaces_text(comparison["spaces"]);
}

} // namespace

Rendering render_simulate(const json& comparison) {
    Rendering rendering{.text = comparison_text(comparison)};
    if (comparison["changes"].empty()) rendering.text += "nothing would change\n";
    return rendering;
}

Rendering render_diff(const json& comparison) {
    const bool is_same = comparison["changes"].empty();
    Rendering rendering{.text = comparison_text(comparison), .is_well = is_same};
    rendering.text += is_same ? "a reload would change no steered answer\n" : "";
    return rendering;
}

} // namespace signpost::ctl
