#include "render.hpp"
#include "text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

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

Row row_of(const char* side, const json& given) {
    const std::string address = text_at(given, "address");
    const std::string part = percent(given["part"].get<double>());
    if (address.empty()) return {side, text_at(given, "type"), "(no address)", "", "", part};
    return {side,
            text_at(given, "type"),
            address,
            text_at(given, "link"),
            "TTL " + std::to_string(given["ttl_s"].get<std::uint64_t>()) + " s",
            part};
}

/// What is given of one type; nothing of a name that is not steered.
std::vector<json> of_type(const json& given, std::string_view type) {
    std::vector<json> all;
    for (const json& one : given)
        if (one["type"].get_ref<const std::string&>() == type) all.push_back(one);
    return all;
}

/// Types that both sides give alike are left out.
std::string given_text(const json& change) {
    std::vector<Row> rows;
    const auto add = [&rows](const char* side, const std::vector<json>& given) {
        for (const json& one : given)
            rows.push_back(row_of(&one == &given.front() ? side : "", one));
    };
    for (const char* type : {"A", "AAAA", "CNAME"}) {
        const std::vector<json> before = of_type(change["before"], type);
        const std::vector<json> after = of_type(change["after"], type);
        if (before == after) continue;
        add("before", before);
        add("after", after);
    }
    return table(rows, 4);
}

std::string clients_text(const json& change) {
    std::string text;
    for (const auto& [key, family] :
         {std::pair{"known_ipv4", "known IPv4"}, std::pair{"known_ipv6", "known IPv6"}})
        if (const auto part = change[key].get<double>(); part > 0)
            text += (text.empty() ? "" : ", ") + percent(part) + " of " + family;
    return text.empty() ? "" : " (" + text + ")";
}

std::string change_text(const json& change) {
    std::string text = "  for " + classes_text(change) + clients_text(change) + "\n";
    if (change["before"].is_null()) text += "    is not steered yet\n";
    if (change["after"].is_null())
        text += "    is no longer steered: everybody gets what the zone says\n";
    return text + given_text(change);
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

/// "29.2 % -> 0 %" for each space, a line for each link.
std::vector<Row> link_rows(const std::vector<json>& spaces) {
    std::map<std::string, Row> rows; // every space names its links in the same order
    for (std::size_t i = 0; i < spaces.size(); ++i)
        for (const json& share : spaces[i]["links"]) {
            Row& row = rows[text_at(share, "link")];
            row.resize(spaces.size() + 1);
            row.front() = link_name(share);
            row[i + 1] = percent(share["before"].get<double>()) + " -> " +
                         percent(share["after"].get<double>());
        }
    std::vector<Row> all;
    all.reserve(rows.size());
    for (auto& [link, row] : rows)
        all.push_back(std::move(row));
    return all;
}

/// A space without clients says nothing.
std::string spaces_text(const json& comparison) {
    std::vector<json> spaces;
    for (const json& space : comparison["spaces"])
        if (space["size"] != 0 && !space["links"].empty()) spaces.push_back(space);
    if (spaces.empty()) return "";
    Row head{"link"};
    Row moved{"moves to another"};
    for (const json& space : spaces) {
        head.push_back(text_at(space, "name"));
        moved.push_back(percent(space["moved"].get<double>()));
    }
    std::vector<Row> rows = link_rows(spaces);
    rows.insert(rows.begin(), std::move(head));
    rows.push_back(std::move(moved));
    return "parts of answers, by clients:\n" + table(rows, 2);
}

std::string comparison_text(const json& comparison) {
    std::string text;
    for (const json& complaint : comparison["complaints"])
        text += complaint.get<std::string>() + "\n";
    return text + changes_text(comparison) + spaces_text(comparison);
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
