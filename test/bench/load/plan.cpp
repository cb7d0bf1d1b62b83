#include "bench/load/plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace signpost::bench {

namespace {

struct Option {
    std::string_view name;
    std::string_view argument; ///< Empty: a flag.
    std::string_view meaning;
    bool (*apply)(Plan&, std::string_view);
};

template <class T>
bool parse_number(std::string_view text, T& value) {
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stopped == end;
}

bool parse_server(Plan& plan, std::string_view text) {
    const std::optional<SocketAddress> server = parse_socket_address(text);
    if (server) plan.server = *server;
    return server.has_value();
}

using Text = std::string_view;

constexpr std::array kOptions{
    Option{"--server", "ADDRESS:PORT", "whom to ask; loopback",
           [](Plan& plan, Text text) { return parse_server(plan, text); }},
    Option{"--queries", "FILE", "the mix, made by tools/bench",
           [](Plan& plan, Text text) { return !(plan.queries = text).empty(); }},
    Option{"--seconds", "S", "send for so long",
           [](Plan& plan, Text text) { return parse_number(text, plan.seconds); }},
    Option{"--count", "N", "send so many queries",
           [](Plan& plan, Text text) { return parse_number(text, plan.count); }},
    Option{"--sockets", "N", "UDP sockets or TCP connections (6)",
           [](Plan& plan, Text text) { return parse_number(text, plan.sockets); }},
    Option{"--window", "N", "outstanding queries of each socket (32)",
           [](Plan& plan, Text text) { return parse_number(text, plan.window); }},
    Option{"--bundle", "N", "datagrams per segmented write (16)",
           [](Plan& plan, Text text) { return parse_number(text, plan.bundle_max); }},
    Option{"--rate", "N", "queries per second on schedule, instead of a window",
           [](Plan& plan, Text text) { return parse_number(text, plan.rate_per_s); }},
    Option{"--watch", "ZONE", "ask for its SOA each millisecond; end after a new serial",
           [](Plan& plan, Text text) { return !(plan.watched_zone = text).empty(); }},
    Option{"--tcp", "", "persistent connections instead of datagrams",
           [](Plan& plan, Text) { return plan.tcp = true; }},
    Option{"--unchecked", "", "any reply is right: for the echoes",
           [](Plan& plan, Text) { return !(plan.checked = false); }},
};

/// The largest batch that the kernel cuts for one write (UDP_MAX_SEGMENTS in Linux).
constexpr std::size_t kSegmentsMax = 64;
constexpr std::size_t kWindowMax = 2048;

bool is_sound(const Plan& plan) {
    const bool loopback = plan.server.address.family == Family::V4 &&
                          plan.server.address.octets[0] == 127 && plan.server.port != 0;
    const bool ends = plan.seconds > 0 || plan.count > 0;
    const bool sized = plan.sockets > 0 && plan.window > 0 && plan.window <= kWindowMax &&
                       plan.bundle_max > 0 && plan.bundle_max <= kSegmentsMax &&
                       plan.bundle_max <= plan.window;
    const bool udp_only = plan.rate_per_s > 0 || !plan.watched_zone.empty();
    return loopback && ends && sized && !plan.queries.empty() && !(plan.tcp && udp_only);
}

} // namespace

std::string usage() {
    std::string text = "usage: load --server ADDRESS:PORT --queries FILE --seconds S [OPTION...]\n";
    for (const Option& option : kOptions) {
        std::string left = "  " + std::string(option.name) + " " + std::string(option.argument);
        left.resize(26, ' ');
        text += left + std::string(option.meaning) + "\n";
    }
    return text;
}

std::optional<Plan> parse_plan(std::span<char* const> arguments) {
    Plan plan;
    while (!arguments.empty()) {
        const std::string_view name = arguments.front();
        arguments = arguments.subspan(1);
        const auto* const option = std::ranges::find(kOptions, name, &Option::name);
        if (option == kOptions.end()) return std::nullopt;
        std::string_view value;
        if (!option->argument.empty()) {
            if (arguments.empty()) return std::nullopt;
            value = arguments.front();
            arguments = arguments.subspan(1);
        }
        if (!option->apply(plan, value)) return std::nullopt;
    }
    return is_sound(plan) ? std::optional(plan) : std::nullopt;
}

} // namespace signpost::bench
