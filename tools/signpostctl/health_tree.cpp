#include "health_tree.hpp"

#include "text.hpp"
#include "times.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

/// Of one parent so many endpoints are shown of which there is nothing to tell.
constexpr std::size_t kQuietShown = 12;
constexpr std::size_t kServicesShown = 2;

std::string text_at(const json& object, const char* key) {
    return object.value(key, std::string());
}

std::string ago_text(std::int64_t wall_ms, std::int64_t now_wall_ms) {
    if (wall_ms == 0) return {};
    const std::int64_t seconds = std::max<std::int64_t>((now_wall_ms - wall_ms) / 1000, 0);
    return duration_text(static_cast<std::uint64_t>(seconds));
}

bool is_down(const json& subject) {
    return subject["verdict"] == "down";
}

bool is_stale(const json& subject) {
    return subject.value("stale", false);
}

bool is_quiet(const json& subject) {
    return subject["verdict"] == "up" && subject["standing"] == "up" && !is_stale(subject) &&
           !subject.contains("override") && !subject.value("held_back", false);
}

/// What an operator said, or else what checks say.
std::string word_of(const json& subject) {
    const std::string standing = text_at(subject, "standing");
    if (standing == "taken-down") return "taken down";
    if (standing == "drained") return "drained";
    if (is_down(subject)) return subject.contains("override") ? "down, kept up" : "DOWN";
    if (standing == "down") return text_at(subject, "verdict") + ", not given";
    if (is_stale(subject)) return text_at(subject, "verdict") + ", STALE";
    if (subject.value("held_back", false)) return "up, held back";
    if (subject.value("unsteady", false)) return text_at(subject, "verdict") + ", short TTL";
    return text_at(subject, "verdict");
}

std::string services_text(const json& subject) {
    if (!subject.contains("services")) return {};
    const json& services = subject["services"];
    std::string text;
    for (std::size_t i = 0; i < std::min(services.size(), kServicesShown); ++i)
        text += (i == 0 ? "" : ", ") + services[i].get<std::string>();
    if (services.size() > kServicesShown)
        text += " and " + grouped(services.size() - kServicesShown) + " more";
    return text;
}

std::string remark_of(const json& subject) {
    std::string text = services_text(subject);
    const auto add = [&text](const std::string& more) {
        text += (text.empty() ? "" : "; ") + more;
    };
    if (subject.contains("share_percent"))
        add("gets " + std::to_string(subject["share_percent"].get<int>()) + " % of its share");
    if (subject.contains("load_percent"))
        add("load " + std::to_string(subject["load_percent"].get<int>()) + " %");
    if (subject["standing"] == "down" && !is_down(subject)) add(text_at(subject, "cause"));
    return text;
}

class Tree {
public:
    Tree(const json& subjects, std::int64_t now_wall_ms) : now_wall_ms_(now_wall_ms) {
        for (const json& subject : subjects)
            children_[text_at(subject, "parent")].push_back(&subject);
    }

    std::string text() {
        add_children("", 0);
        return table(rows_, 2);
    }

private:
    // NOLINTNEXTLINE(misc-no-recursion): sites, links, endpoints: three deep
    void add_children(const std::string& parent, std::size_t depth) {
        std::size_t quiet = 0;
        for (const json* child : children_[parent]) {
            const bool is_endpoint = text_at(*child, "kind") == "endpoint";
            if (is_endpoint && is_quiet(*child) && ++quiet > kQuietShown) continue;
            add(*child, depth);
            if (depth < 2) add_children(text_at(*child, "subject"), depth + 1);
        }
        if (quiet > kQuietShown)
            rows_.push_back({std::string(2 * depth, ' ') + "and " + grouped(quiet - kQuietShown) +
                                 " more endpoints",
                             "up"});
    }

    void add(const json& subject, std::size_t depth) {
        std::string name = text_at(subject, "subject");
        std::ranges::replace(name, '/', ' ');
        rows_.push_back({std::string(2 * depth, ' ') + name, word_of(subject),
                         ago_text(subject.value("since_wall_ms", std::int64_t{0}), now_wall_ms_),
                         subject.contains("rtt_us")
                             ? milliseconds_text(subject["rtt_us"].get<std::uint64_t>())
                             : "",
                         remark_of(subject)});
    }

    std::int64_t now_wall_ms_;
    std::map<std::string, std::vector<const json*>> children_;
    std::vector<Row> rows_;
};

/// "2 sites, 5 links, 12 endpoints".
std::string counts_text(const json& subjects) {
    std::string text;
    for (const char* kind : {"site", "link", "endpoint"}) {
        const auto count = std::ranges::count_if(
            subjects, [kind](const json& subject) { return subject["kind"] == kind; });
        if (count != 0)
            text += (text.empty() ? "" : ", ") + counted(static_cast<std::uint64_t>(count), kind);
    }
    return text;
}

std::string probes_text(const json& probes) {
    return counted(probes["count"].get<std::uint64_t>(), "probe") + ", asked " +
           grouped(probes["asked"].get<std::uint64_t>()) + " times, " +
           grouped(probes["postponed"].get<std::uint64_t>()) + " postponed, " +
           grouped(probes["under_way"].get<std::uint64_t>()) + " under way";
}

/// What is down by its checks, and no operator has had a say in.
std::string falls_text(const json& subjects, std::int64_t now_wall_ms) {
    std::vector<Row> rows;
    for (const json& subject : subjects) {
        if ((!is_down(subject) && !is_stale(subject)) || subject.contains("override")) continue;
        const auto since = subject["since_wall_ms"].get<std::int64_t>();
        const std::string cause = text_at(subject, "cause");
        rows.push_back({text_at(subject, "subject"), is_down(subject) ? "DOWN" : "STALE",
                        since == 0 ? "" : "since " + time_text(since),
                        since == 0 ? "" : "(" + ago_text(since, now_wall_ms) + ")",
                        cause.empty() ? text_at(subject, "last_error") : cause});
    }
    return table(rows, 2);
}

std::string journal_text(const json& journal) {
    const std::string trouble = text_at(journal, "trouble");
    std::string text;
    if (!trouble.empty())
        text = "  THE JOURNAL IS NOT WRITTEN: " + plain(trouble) + "; " +
               grouped(journal["entries_waiting"].get<std::uint64_t>()) + " entries wait\n";
    if (const auto lost = journal["entries_lost"].get<std::uint64_t>(); lost != 0)
        text += "  entries of the journal lost since the start: " + grouped(lost) + "\n";
    return text;
}

std::vector<json> overrides_of(const json& subjects) {
    std::vector<json> overrides;
    for (const json& subject : subjects)
        if (subject.contains("override") &&
            std::ranges::find(overrides, subject["override"]) == overrides.end())
            overrides.push_back(subject["override"]);
    return overrides;
}

} // namespace

std::string overrides_text(const std::vector<json>& overrides, std::int64_t now_wall_ms) {
    std::vector<Row> rows;
    rows.reserve(overrides.size());
    for (const json& one : overrides) {
        const json& until = one["until_wall_ms"];
        rows.push_back(
            {text_at(one, "subject"), text_at(one, "standing"), "by " + text_at(one, "author"),
             ago_text(one["set_wall_ms"].get<std::int64_t>(), now_wall_ms) + " ago",
             until.is_null() ? "until cleared" : "until " + time_text(until.get<std::int64_t>()),
             text_at(one, "reason")});
    }
    return table(rows, 2);
}

HealthText health_text(const json& health, std::int64_t now_wall_ms) {
    const json& subjects = health["subjects"];
    HealthText text{.tree = {}, .overrides = {}, .troubles = {}};
    if (!subjects.empty())
        text.tree = counts_text(subjects) + "; " + probes_text(health["probes"]) + "\n" +
                    Tree(subjects, now_wall_ms).text();
    text.overrides = overrides_text(overrides_of(subjects), now_wall_ms);
    text.troubles = falls_text(subjects, now_wall_ms) + journal_text(health["journal"]);
    if (const json& since = health["blind_since_wall_ms"]; !since.is_null())
        text.troubles += "  BLIND since " + time_text(since.get<std::int64_t>()) +
                         ": so much fell silent at once that verdicts are frozen; look at the "
                         "network of this machine\n";
    return text;
}

} // namespace signpost::ctl
