#include "control_plane/config/options.hpp"

#include "control_plane/config/sections.hpp"

#include <algorithm>
#include <array>
#include <concepts>

namespace signpost::config {
namespace {

/// at<&Config::settings, &Settings::identity>(config) is config.settings.identity.
template <auto... Members>
auto& at(Config& config) {
    return (config.*....*Members);
}

constexpr std::array kOptions{
    Option{.pointer = "/server/listen",
           .applies = Applies::AtStart,
           .range = {1, 64},
           .field = &at<&Config::listen>,
           .meaning = "Addresses and ports to answer on, over UDP and TCP. A wildcard address "
                      "answers from the address that was asked."},
    Option{.pointer = "/server/zones",
           .applies = Applies::AtStart,
           .range = {1, 4000},
           .field = &at<&Config::zones>,
           .meaning = "Folder of the zone files, relative to the configuration file. Every file "
                      "ORIGIN.zone in it is a zone."},
    Option{.pointer = "/server/user",
           .applies = Applies::AtStart,
           .range = {0, 32},
           .field = &at<&Config::user>,
           .meaning = "User to become once the sockets are open, when started as root. Empty: "
                      "stay the user that started the server."},
    Option{.pointer = "/server/control",
           .applies = Applies::AtStart,
           .range = {1, 100},
           .field = &at<&Config::control>,
           .meaning = "Path of the UNIX socket that signpostctl talks to, relative to the "
                      "configuration file. Its folder must exist."},
    Option{.pointer = "/server/state",
           .applies = Applies::AtStart,
           .range = {1, 4000},
           .field = &at<&Config::state>,
           .meaning = "Folder of the journal: flips, overrides and the last verdicts, which a "
                      "start takes up again. Relative to the configuration file. If it cannot be "
                      "written, all of it stays in memory."},
    Option{.pointer = "/server/identity",
           .range = {0, 255},
           .field = &at<&Config::settings, &Settings::identity>,
           .meaning = "Name of this node, told by NSID (RFC 5001) and by CH TXT id.server. "
                      "Empty: not told."},
    Option{.pointer = "/server/tell_version",
           .field = &at<&Config::tell_version>,
           .meaning = "Whether CH TXT version.server tells the version."},
    Option{.pointer = "/server/diagnostics_from",
           .range = {0, 1000},
           .field = &at<&Config::settings, &Settings::diagnostics_from>,
           .meaning = "Networks whose clients may ask diagnostics in class CH; others are "
                      "refused."},
    Option{.pointer = "/server/udp_workers",
           .applies = Applies::AtStart,
           .range = {0, 100},
           .field = &at<&Config::udp_workers>,
           .meaning = "Threads that answer over UDP. 0: one for each core."},
    Option{.pointer = "/server/pin_workers",
           .applies = Applies::AtStart,
           .field = &at<&Config::pin_workers>,
           .meaning = "Whether each UDP thread keeps to one core. Helps when the machine does "
                      "little else."},
    Option{.pointer = "/server/reuseport_by_cpu",
           .applies = Applies::AtStart,
           .field = &at<&Config::reuseport_by_cpu>,
           .meaning = "Whether the kernel gives a datagram to the thread whose number is that of "
                      "the receiving core, instead of choosing by the client's address and port. "
                      "Helps with pin_workers and a network card of as many queues as cores."},
    Option{.pointer = "/server/udp_payload_max",
           .unit = "octets",
           .range = {512, 4096},
           .field = &at<&Config::settings, &Settings::udp_payload_max>,
           .meaning = "Largest reply over UDP, also told to clients by EDNS. 1232 octets cross "
                      "every path without being fragmented."},
    Option{.pointer = "/server/socket_buffer_bytes",
           .applies = Applies::AtStart,
           .unit = "octets",
           .range = {16 << 10, 256 << 20},
           .field = &at<&Config::socket_buffer_bytes>,
           .meaning = "Receive and send buffer asked for each UDP socket. A warning tells if the "
                      "kernel grants less."},
    Option{.pointer = "/server/tcp/threads",
           .applies = Applies::AtStart,
           .range = {1, 16},
           .field = &at<&Config::tcp_threads>,
           .meaning = "Threads that answer over TCP."},
    Option{.pointer = "/server/tcp/connections_max",
           .applies = Applies::AtStart,
           .range = {1, 1'000'000},
           .field = &at<&Config::tcp, &TcpLimits::connections_max>,
           .meaning = "TCP connections open at once, over all threads; when it is reached, new "
                      "ones are closed at once."},
    Option{.pointer = "/server/tcp/connections_per_client_max",
           .applies = Applies::AtStart,
           .range = {1, 1'000'000},
           .field = &at<&Config::tcp, &TcpLimits::connections_per_client_max>,
           .meaning = "TCP connections that one client may have open at once. A client is an IPv4 "
                      "address or an IPv6 /64."},
    Option{.pointer = "/server/tcp/idle_ms",
           .applies = Applies::AtStart,
           .unit = "milliseconds",
           .range = {100, 3'600'000},
           .field = &at<&Config::tcp, &TcpLimits::idle_ms>,
           .meaning = "A TCP connection on which nothing is asked for this long is closed; with "
                      "three quarters of connections_max in use, after an eighth of this."},
    Option{.pointer = "/server/tcp/lifetime_ms",
           .applies = Applies::AtStart,
           .unit = "milliseconds",
           .range = {1000, 86'400'000},
           .field = &at<&Config::tcp, &TcpLimits::lifetime_ms>,
           .meaning = "A TCP connection older than this is closed, busy or not."},
    Option{.pointer = "/server/tcp/stall_ms",
           .applies = Applies::AtStart,
           .unit = "milliseconds",
           .range = {100, 3'600'000},
           .field = &at<&Config::tcp, &TcpLimits::stall_ms>,
           .meaning = "Time that a TCP client may take to send the whole of a query it has begun, "
                      "or to take the replies that wait for it."},
    Option{.pointer = "/server/cookies/enabled",
           .field = &at<&Config::settings, &Settings::cookies, &CookieSettings::enabled>,
           .meaning = "Whether DNS cookies (RFC 7873) are given and checked."},
    Option{.pointer = "/server/cookies/required",
           .field = &at<&Config::settings, &Settings::cookies, &CookieSettings::required>,
           .meaning = "Whether a client that speaks cookies must show a valid one over UDP; it is "
                      "told BADCOOKIE together with a fresh one."},
    Option{.pointer = "/server/cookies/secret_file",
           .range = {0, 4000},
           .field = &at<&Config::cookie_secret_file>,
           .meaning = "File of cookie secrets, relative to the configuration file: lines of 32 "
                      "hexadecimal digits. The first makes new cookies, all are accepted, so a "
                      "secret is rolled by putting the new one first on every node. Read again on "
                      "reload. Empty: a random secret is made at start."},
    Option{.pointer = "/server/rate_limit/enabled",
           .field = &at<&Config::settings, &Settings::rate_limit, &RateLimitSettings::enabled>,
           .meaning = "Whether replies over UDP are limited for each client network, a /24 or a "
                      "/56, so that the server is of no use for reflection."},
    Option{.pointer = "/server/rate_limit/responses_per_s",
           .unit = "responses per second",
           .range = {1, 10'000'000},
           .field =
               &at<&Config::settings, &Settings::rate_limit, &RateLimitSettings::responses_per_s>,
           .meaning = "Replies a second that one client network gets before the limit bites."},
    Option{.pointer = "/server/rate_limit/slip",
           .range = {0, 10},
           .field = &at<&Config::settings, &Settings::rate_limit, &RateLimitSettings::slip>,
           .meaning = "Of the replies over the limit, each slip-th goes out truncated, so that a "
                      "real client comes back over TCP. 0: none does."},
    Option{.pointer = "/server/rate_limit/exempt",
           .range = {0, 1000},
           .field = &at<&Config::settings, &Settings::rate_limit, &RateLimitSettings::exempt>,
           .meaning = "Networks that are never limited."},
    Option{.pointer = "/clients/overrides",
           .range = {0, 4000},
           .field = &at<&Config::steering, &Steering::clients, &Clients::overrides>,
           .meaning = "A map, as text whose name ends in .csv, that beats all others: what the "
                      "operator knows better. Empty: none."},
    Option{.pointer = "/clients/isp_of_asn",
           .range = {0, 4000},
           .field = &at<&Config::steering, &Steering::clients, &Clients::isp_of_asn>,
           .meaning = "Which ISP an autonomous system belongs to, for maps that tell its number: "
                      "lines of AS4134,telecom. Empty: none."},
    Option{.pointer = "/clients/regions",
           .range = {0, 4000},
           .field = &at<&Config::steering, &Steering::clients, &Clients::regions>,
           .meaning = "The greater region that each region is part of, and where regions are. "
                      "Empty: none."},
    Option{.pointer = "/clients/ecs_from",
           .range = {0, 1000},
           .field = &at<&Config::settings, &Settings::ecs_from>,
           .meaning = "Networks whose client subnet option (RFC 7871) is believed: resolvers that "
                      "tell whom they ask for. Others are taken for the client themselves."},
    Option{.pointer = "/clients/ecs_tags_from",
           .range = {0, 1000},
           .field = &at<&Config::settings, &Settings::ecs_tags_from>,
           .meaning =
               "Networks whose client subnet option may also claim a tag, and with it a view "
               "or a name that is only for some. Anybody can write any address into that "
               "option: name only resolvers of your own. From others a client in a "
               "network with a tag is taken for one without."},
    Option{.pointer = "/health/blind_percent",
           .unit = "percent",
           .range = {1, 100},
           .field = &at<&Config::steering, &Steering::health, &Health::blind_percent>,
           .meaning = "When more than this part of all probes whose last word was up falls silent "
                      "within blind_window_ms, and nothing else can be seen, this node takes "
                      "itself for blind: its verdicts stay as they are until it sees again. With "
                      "/health/anchors they alone decide. 100: never without anchors."},
    Option{.pointer = "/health/blind_window_ms",
           .unit = "milliseconds",
           .range = {1000, 3'600'000},
           .field = &at<&Config::steering, &Steering::health, &Health::blind_window_ms>,
           .meaning = "The time for blind_percent."},
    Option{.pointer = "/health/flips_per_s_max",
           .range = {1, 1'000'000},
           .field = &at<&Config::steering, &Steering::health, &Health::flips_per_s_max>,
           .meaning = "Falls a second, at most; further ones wait for the next second."},
    Option{.pointer = "/health/unsteady_s",
           .unit = "seconds",
           .range = {0, 86'400},
           .field = &at<&Config::steering, &Steering::health, &Health::unsteady_s>,
           .meaning = "So long after a flip the answers that it concerns have the TTL "
                      "ttl_unsteady_s, as they have while something is down or drained."},
    Option{.pointer = "/health/ttl_unsteady_s",
           .unit = "seconds",
           .range = {0, 86'400},
           .field = &at<&Config::steering, &Steering::health, &Health::ttl_unsteady_s>,
           .meaning = "The TTL of answers that may soon change; one that is shorter stays."},
    Option{.pointer = "/health/slow_start_s",
           .unit = "seconds",
           .range = {0, 86'400},
           .field = &at<&Config::steering, &Steering::health, &Health::slow_start_s>,
           .meaning = "So long after a recovery the weight grows to what it was. 0: at once."},
    Option{.pointer = "/health/host_probes_per_s",
           .range = {1, 100'000},
           .field = &at<&Config::steering, &Steering::health, &Health::courtesy,
                        &Courtesy::host_probes_per_s>,
           .meaning = "Probes a second towards one address, at most, whatever the checks say; "
                      "those of `signpostctl probe` are among them."},
    Option{.pointer = "/health/host_concurrent",
           .range = {1, 10'000},
           .field = &at<&Config::steering, &Steering::health, &Health::courtesy,
                        &Courtesy::host_concurrent>,
           .meaning = "Probes under way towards one address, at most."},
    Option{.pointer = "/health/busy_backoff_max_s",
           .unit = "seconds",
           .range = {0, 3600},
           .field = &at<&Config::steering, &Steering::health, &Health::courtesy,
                        &Courtesy::busy_backoff_max_s>,
           .meaning = "When an endpoint answers 429 or 503 with Retry-After (RFC 9110), it is left "
                      "alone for so long at most."},
    Option{.pointer = "/health/reports_listen",
           .applies = Applies::AtStart,
           .range = {0, 16},
           .field = &at<&Config::steering, &Steering::health, &Health::reports_listen>,
           .meaning = "Addresses and ports where services report their state over HTTP, for "
                      "checks of the kind report. Empty: nowhere."},
    Option{.pointer = "/journal/days",
           .unit = "days",
           .range = {1, 36'500},
           .field = &at<&Config::journal, &journal::Retention::days>,
           .meaning = "Older entries of the journal are forgotten."},
    Option{.pointer = "/journal/days_min",
           .unit = "days",
           .range = {0, 36'500},
           .field = &at<&Config::journal, &journal::Retention::days_min>,
           .meaning = "Younger entries stay, even if the journal then has more than size_mb. No "
                      "more than days."},
    Option{.pointer = "/journal/size_mb",
           .unit = "mebibytes",
           .range = {1, 1'000'000},
           .field = &at<&Config::journal, &journal::Retention::size_mb>,
           .meaning = "When the journal is larger, its oldest entries are forgotten."},
};

std::string json_text(bool value) {
    return value ? "true" : "false";
}
template <std::unsigned_integral Number>
std::string json_text(Number value) {
    return std::to_string(value);
}
/// Texts from parse() hold no control characters, so only two characters need escaping.
std::string json_text(const std::string& value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}
std::string json_text(const std::filesystem::path& value) {
    return json_text(value.string());
}
template <class T>
std::string json_text(const std::vector<T>& values) {
    std::string text;
    for (const T& value : values)
        text += (text.empty() ? "" : ", ") + json_text(to_text(value));
    return "[" + text + "]";
}

constexpr Form kSocketAddress{.kind = Kind::SocketAddress};
constexpr Form kNetwork{.kind = Kind::Network};

/// The form of a field, by its type.
struct FormOfField {
    Form operator()(FieldOf<bool> /*field*/) const { return {.kind = Kind::Flag}; }
    Form operator()(FieldOf<std::uint16_t> /*field*/) const { return {.kind = Kind::Whole}; }
    Form operator()(FieldOf<std::uint32_t> /*field*/) const { return {.kind = Kind::Whole}; }
    Form operator()(FieldOf<std::string> /*field*/) const { return {.kind = Kind::Text}; }
    Form operator()(FieldOf<std::filesystem::path> /*field*/) const { return {.kind = Kind::Path}; }
    Form operator()(FieldOf<std::vector<SocketAddress>> /*field*/) const {
        return {.kind = Kind::List, .item = &kSocketAddress};
    }
    Form operator()(FieldOf<std::vector<Prefix>> /*field*/) const {
        return {.kind = Kind::List, .item = &kNetwork};
    }
};

/// Breaks `text` at blanks into lines of at most 80 columns that begin with four blanks.
std::string wrapped(std::string_view text) {
    std::string lines;
    std::size_t column = 0;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        if (column == 0 || column + 1 + word.size() > 80) {
            lines += column == 0 ? "    " : "\n    ";
            column = 4;
        } else {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += word.size();
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return lines + "\n";
}

} // namespace

std::span<const Option> options() noexcept {
    return kOptions;
}

Form form_of(const Option& option) {
    Form form = std::visit(FormOfField{}, option.field);
    form.range = option.range;
    form.unit = option.unit;
    return form;
}

std::string value_text(const Option& option, const Config& config) {
    // A copy instead would take all services along. NOLINTNEXTLINE(*-const-cast): only read from.
    auto& place = const_cast<Config&>(config);
    return std::visit([&place](auto field) { return json_text(field(place)); }, option.field);
}

std::vector<std::string_view> restart_needed(const Config& running, const Config& wanted) {
    std::vector<std::string_view> pointers;
    for (const Option& option : kOptions)
        if (option.applies == Applies::AtStart &&
            value_text(option, running) != value_text(option, wanted))
            pointers.push_back(option.pointer);
    return pointers;
}

std::string remark_text(const Option& option) {
    return form_text(form_of(option)) + "; default " + value_text(option, Config()) +
           (option.applies == Applies::AtStart ? "; fixed at start" : "");
}

std::string options_text() {
    std::string text;
    for (const Option& option : kOptions) {
        text += std::string(option.pointer) + "\n";
        text += wrapped(remark_text(option));
        text += wrapped(option.meaning);
    }
    for (const Entry& entry : entries()) {
        text += entry.pointer + "\n";
        text += wrapped(remark_text(entry.member));
        text += wrapped(entry.member.meaning);
    }
    return text;
}

} // namespace signpost::config
