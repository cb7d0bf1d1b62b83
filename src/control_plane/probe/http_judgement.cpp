#include "control_plane/probe/http_judgement.hpp"

#include "control_plane/http/retry_after.hpp"
#include "control_plane/http/url.hpp"
#include "control_plane/probe/body_pattern.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>

namespace signpost::probe {
namespace {

using health::Outcome;
using http::Trouble;

constexpr std::uint16_t kTooManyRequests = 429; // RFC 6585 §4
constexpr std::size_t kShownMax = 200;          // octets of theirs in a line of ours
constexpr std::uint32_t kBusyDefaultS = 5;      // for who does not say how long

Answer make_answer(Outcome outcome, std::string detail) {
    Answer answer;
    answer.observation.outcome = outcome;
    answer.observation.detail = std::move(detail);
    return answer;
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::string name_of(const config::HttpCheck& check, const Address& target) {
    if (check.tls && !check.tls->name.empty()) return check.tls->name;
    return check.host.empty() ? to_text(target) : check.host;
}

bool is_expected(const config::HttpCheck& check, std::uint16_t status) {
    return std::ranges::find(check.status, status) != check.status.end();
}

/// "200, 204 or 301".
std::string list_of(const std::vector<std::uint16_t>& numbers) {
    std::string list;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0) list += i + 1 == numbers.size() ? " or " : ", ";
        list += std::to_string(numbers[i]);
    }
    return list;
}

Answer judge_status(const config::HttpCheck& check, const http::Response& response) {
    const std::optional<std::uint32_t> retry_after = http::retry_after_s(response);
    if (response.status == kTooManyRequests) {
        const std::uint32_t seconds = retry_after.value_or(kBusyDefaultS);
        Answer busy = make_answer(Outcome::Unasked,
                                  "asked to come back in " + std::to_string(seconds) + " s");
        busy.retry_after_s = seconds;
        return busy;
    }
    std::string words = "status " + std::to_string(response.status);
    if (!response.redirect_url.empty()) // it may be thousands of octets
        words += " to " + response.redirect_url.substr(0, kShownMax);
    Answer failed = make_answer(Outcome::Failed, words + " instead of " + list_of(check.status));
    if (response.status == 503) failed.retry_after_s = retry_after.value_or(0);
    return failed;
}

/// Empty if it is as it must be.
std::string wrong_with_body(const config::HttpCheck& check, const http::Response& response) {
    const std::string where =
        response.is_body_cut
            ? "the body's first " + std::to_string(check.body_bytes_max) + " octets"
            : "the body";
    if (response.body.find(check.contains) == std::string::npos)
        return where + " without \"" + check.contains + "\"";
    if (!check.matches.empty() && !matches_pattern(check.matches, response.body))
        return where + " without a match for \"" + check.matches + "\"";
    return {};
}

void read_load(const std::string& header, const http::Response& response, Answer& answer) {
    if (header.empty()) return;
    const std::string_view text = response.header(header);
    const std::optional<std::uint8_t> load = parse_load(text);
    answer.observation.load_percent = load.value_or(0);
    if (!load)
        answer.observation.detail = text.empty()
                                        ? "no header " + header + ", so no load is known"
                                        : header + " is no percentage, so no load is known";
}

Answer judge_answer(const config::HttpCheck& check, const http::Response& response) {
    if (!is_expected(check, response.status)) return judge_status(check, response);
    std::string wrong = wrong_with_body(check, response);
    if (!wrong.empty()) return make_answer(Outcome::Failed, std::move(wrong));
    Answer good = make_answer(Outcome::Ok, {});
    read_load(check.load_header, response, good);
    return good;
}

/// The socket was handed over connected, so it is the peer who has let go of it. Without an error
/// of the socket's nothing was tried with it.
Answer judge_lost(const http::Response& response) {
    switch (response.os_error) {
    case 0:
        return make_answer(Outcome::Unasked, response.reason);
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
        return make_answer(Outcome::Failed, "connection reset");
    default:
        return make_answer(Outcome::Failed,
                           "connection lost: " + std::system_category().message(response.os_error));
    }
}

} // namespace

std::string url_of(const config::HttpCheck& check, const Address& target, std::string_view path) {
    return (check.tls ? "https://" : "http://") + bracketed(name_of(check, target)) + ":" +
           std::to_string(check.port) + std::string(path);
}

std::optional<std::string> redirect_path(const config::HttpCheck& check, const Address& target,
                                         const http::Response& response) {
    if (response.trouble != Trouble::None || response.redirect_url.empty() ||
        is_expected(check, response.status))
        return std::nullopt;
    const std::optional<http::Url> next = http::parse_url(response.redirect_url);
    if (!next || next->is_https != check.tls.has_value() || next->port != check.port)
        return std::nullopt;
    const std::array names{name_of(check, target), check.host, to_text(target)};
    const bool stays = std::ranges::any_of(names, [&](const std::string& name) {
        const std::optional<http::Url> same = http::parse_url("http://" + bracketed(name));
        return same && same->host == next->host;
    });
    return stays ? std::optional(next->path) : std::nullopt;
}

Answer judge(const config::HttpCheck& check, const http::Response& response) {
    switch (response.trouble) {
    case Trouble::None:
        return judge_answer(check, response);
    case Trouble::Insecure:
    case Trouble::Broken:
        return make_answer(Outcome::Failed, response.reason.substr(0, kShownMax));
    case Trouble::Unconnected:
        return judge_lost(response);
    case Trouble::Impossible:
    case Trouble::TimedOut:
        break;
    }
    return make_answer(Outcome::Unasked, response.reason);
}

std::string_view missing_part(const http::Times& times, bool is_tls) {
    if (is_tls && times.secured_us == 0) return "connected, but no TLS";
    return times.answered_us == 0 ? "connected, but no answer" : "the answer did not end";
}

std::optional<std::uint8_t> parse_load(std::string_view text) {
    double load = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), load, std::chars_format::fixed);
    const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const bool is_percent = rest.empty() || rest == "%" || rest == " %";
    if (error != std::errc{} || !is_percent || !std::isfinite(load) || load < 0)
        return std::nullopt;
    return static_cast<std::uint8_t>(std::lround(std::min(load, 100.0)));
}

} // namespace signpost::probe
