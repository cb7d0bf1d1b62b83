#include "request_line.hpp"

#include "times.hpp"

#include <nlohmann/json.hpp>
#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <utility>

namespace signpost::ctl {
namespace {

using json = nlohmann::ordered_json;

/// A moment: a time, or so long ago.
std::optional<std::int64_t> moment_of(const std::string& text, std::int64_t now_wall_ms) {
    if (const auto ago = parse_duration(text))
        return std::max<std::int64_t>(now_wall_ms - std::chrono::milliseconds(*ago).count(), 0);
    return parse_time(text);
}

Error no_time(const std::string& option, const std::string& text) {
    return Error(option + " must be a time, like 2026-11-23T04:00, or a duration, like 2h, not " +
                 text);
}

/// Puts the texts that are not empty.
void put(json& request, std::initializer_list<std::pair<const char*, const std::string*>> texts) {
    for (const auto& [key, text] : texts)
        if (!text->empty()) request[key] = *text;
}

std::optional<Error> put_steering(json& request, const Asked& asked, std::int64_t /*now*/) {
    put(request, {{"type", &asked.type}, {"isp", &asked.isp}, {"service", &asked.service}});
    const std::pair<const char*, const std::vector<std::string>*> lists[] = {
        {"down", &asked.down}, {"drain", &asked.drain}, {"up", &asked.up}};
    for (const auto& [key, list] : lists)
        if (!list->empty()) request[key] = *list;
    if (asked.command == "explain") {
        request["name"] = asked.names[0];
        request["client"] = asked.clients.front();
    } else if (!asked.clients.empty()) {
        request["clients"] = asked.clients;
    }
    return std::nullopt;
}

/// Whom it is about, and who says so.
std::optional<Error> put_saying(json& request, const Asked& asked, std::int64_t /*now*/) {
    request["subject"] = asked.names[0];
    request["author"] = asked.author.empty() ? login_name() : asked.author;
    return std::nullopt;
}

std::optional<Error> put_override(json& request, const Asked& asked, std::int64_t now_wall_ms) {
    put_saying(request, asked, now_wall_ms);
    request["standing"] = asked.command == "drain" ? "drain" : asked.names[1];
    put(request, {{"reason", &asked.reason}});
    if (asked.is_forced) request["force"] = true;
    if (!asked.lasts.empty()) {
        const auto lasts = parse_duration(asked.lasts);
        if (!lasts)
            return Error("--for must be a duration, like 90s, 15min, 2h or 3d, not " + asked.lasts);
        request["for_s"] = lasts->count();
    }
    if (!asked.until.empty()) {
        const auto until = parse_time(asked.until);
        if (!until)
            return Error("--until must be a time, like 2026-11-23T04:00, not " + asked.until);
        if (*until <= now_wall_ms) return Error("--until " + asked.until + " is over already");
        request["until_wall_ms"] = *until;
    }
    return std::nullopt;
}

std::optional<Error> put_filter(json& request, const Asked& asked, std::int64_t now_wall_ms) {
    put(request, {{"subject", &asked.subject}, {"event", &asked.event}});
    const std::pair<const char*, const std::string*> moments[] = {{"since", &asked.since},
                                                                  {"until", &asked.until}};
    for (const auto& [key, text] : moments) {
        if (text->empty()) continue;
        const auto moment = moment_of(*text, now_wall_ms);
        if (!moment) return no_time(std::string("--") + key, *text);
        request[std::string(key) + "_wall_ms"] = *moment;
    }
    if (asked.limit.empty()) return std::nullopt;
    std::int64_t limit = 0;
    const char* end = asked.limit.data() + asked.limit.size();
    const auto read = std::from_chars(asked.limit.data(), end, limit);
    if (read.ec != std::errc() || read.ptr != end)
        return Error("--limit must be a number, not " + asked.limit);
    request["limit"] = limit;
    return std::nullopt;
}

std::optional<Error> put_probe(json& request, const Asked& asked, std::int64_t /*now*/) {
    request["check"] = asked.names[0];
    if (asked.names.size() > 1) request["target"] = asked.names[1];
    return std::nullopt;
}

using Put = std::optional<Error> (*)(json&, const Asked&, std::int64_t);

struct Form {
    std::string_view command; ///< As the operator says it,
    const char* request;      ///< and as the server does.
    Put put;                  ///< None: it has no members.
};
constexpr Form kForms[] = {
    {"explain", "explain", put_steering},
    {"simulate", "simulate", put_steering},
    {"override set", "override-set", put_override},
    {"override clear", "override-clear", put_saying},
    {"override list", "override-list", nullptr},
    {"drain", "override-set", put_override},
    {"failback", "failback", put_saying},
    {"probe", "probe", put_probe},
    {"journal", "journal", put_filter},
};

} // namespace

Result<std::string> request_line(const Asked& asked, std::int64_t now_wall_ms) {
    json request{{"command", asked.command}};
    for (const Form& form : kForms) {
        if (form.command != asked.command) continue;
        request["command"] = form.request;
        if (form.put == nullptr) break;
        if (std::optional<Error> fault = form.put(request, asked, now_wall_ms))
            return *std::move(fault);
    }
    // A word that is not UTF-8 is replaced: the server then tells what it does not know.
    return request.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string login_name() {
    // NOLINTBEGIN(concurrency-mt-unsafe): there is one thread
    if (const char* name = std::getenv("SUDO_USER"); name != nullptr && *name != '\0') return name;
    const passwd* user = ::getpwuid(::getuid());
    // NOLINTEND(concurrency-mt-unsafe)
    return user != nullptr ? user->pw_name : "uid " + std::to_string(::getuid());
}

} // namespace signpost::ctl
