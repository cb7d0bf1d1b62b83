#include "control_plane/reports/report.hpp"

#include "base/plain_text.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace signpost::reports {
namespace {

using Json = nlohmann::json;
using health::Outcome;

constexpr std::string_view kStart = "/v1/reports/";

/// None if it is no JSON, or has a key twice: the second would silently win.
std::optional<Json> parse_json(std::string_view text) {
    std::set<std::string> keys; // of the outermost object
    bool is_doubled = false;
    Json value = Json::parse(
        text,
        [&](int depth, Json::parse_event_t event, Json& parsed) {
            if (event == Json::parse_event_t::key && depth == 1)
                is_doubled |= !keys.insert(parsed.get<std::string>()).second;
            return true;
        },
        false);
    if (value.is_discarded() || is_doubled) return std::nullopt;
    return value;
}

Error bad(const std::string& what) {
    return Error(what + R"(; a report is like {"state": "up", "load_percent": 37})");
}

/// Empty if it is as it must be.
std::string wrong_with(const std::string& key, const Json& value) {
    if (key == "state")
        return value == "up" || value == "down" ? "" : R"("state" must be "up" or "down")";
    if (key == "load_percent")
        return value.is_number_integer() && value >= 0 && value <= 100
                   ? ""
                   : R"("load_percent" must be a whole number from 0 to 100)";
    if (key == "detail")
        return value.is_string() && value.get_ref<const std::string&>().size() <= kDetailMax
                   ? ""
                   : "\"detail\" must be a text of at most " + std::to_string(kDetailMax) +
                         " octets";
    return "\"" + key + "\" is not known";
}

} // namespace

Result<Subject> parse_path(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with(kStart) || slash <= kStart.size())
        return Error("the path is not /v1/reports/CHECK/ADDRESS");
    const std::string_view text = path.substr(slash + 1);
    const std::optional<Address> address = parse_address(text);
    if (!address) return Error("\"" + std::string(text) + "\" is no IP address");
    return Subject{.check = std::string(path.substr(kStart.size(), slash - kStart.size())),
                   .address = *address};
}

Result<Report> parse_report(std::string_view json) {
    const std::optional<Json> parsed = parse_json(json);
    if (!parsed || !parsed->is_object()) return bad("the body is no JSON object");
    for (const auto& [key, value] : parsed->items())
        if (const std::string wrong = wrong_with(key, value); !wrong.empty()) return bad(wrong);
    const auto state = parsed->find("state");
    if (state == parsed->end()) return bad("\"state\" is missing");
    return Report{.is_up = *state == "up",
                  .load_percent = parsed->value("load_percent", std::uint8_t{0}),
                  .detail = plain(parsed->value("detail", std::string()), ' ')};
}

health::Observation observation_of(const Report& report, const config::ReportCheck& check,
                                   std::uint64_t now_ms) {
    health::Observation seen{.outcome = report.is_up ? Outcome::Ok : Outcome::Refused,
                             .started_ms = now_ms,
                             .ended_ms = now_ms,
                             .detail = report.detail,
                             .load_percent = report.load_percent};
    if (!report.is_up && report.detail.empty()) seen.detail = "it says that it is down";
    const bool is_overloaded =
        check.load_max_percent > 0 && report.load_percent > check.load_max_percent;
    if (!report.is_up || !is_overloaded) return seen;
    seen.outcome = Outcome::Failed;
    seen.detail = "load " + std::to_string(report.load_percent) + " %, more than " +
                  std::to_string(check.load_max_percent) + " %";
    return seen;
}

bool is_same_secret(std::string_view a, std::string_view b) noexcept {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size() && !b.empty(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^
                      static_cast<unsigned>(static_cast<unsigned char>(b[i % b.size()]));
    return difference == 0;
}

} // namespace signpost::reports
