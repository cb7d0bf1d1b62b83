#include "atlas_files.hpp"
#include "commands.hpp"
#include "output.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

namespace signpost::map_tool {
namespace {

/// From what to what; "" is unknown.
using Move = std::pair<std::string, std::string>;

/// In addresses of IPv4, and in networks of /48 of IPv6: one site's.
struct Amount {
    double v4 = 0;
    double v6 = 0;
};

struct Moves {
    std::map<Move, Amount> isps;
    std::map<Move, Amount> regions;
};

double size_of(geo::Key first, geo::Key last, Family family) {
    const unsigned unit = family == Family::V4 ? 96 : 80;
    return std::ldexp(static_cast<double>(last - first), -static_cast<int>(unit)) +
           std::ldexp(1.0, -static_cast<int>(unit));
}

void compare(const geo::Atlas& before, const geo::Atlas& after, Family family,
             const geo::Names& names, Moves& moves) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
    const auto both = geo::Partition::overlay(
        before.partition(family), after.partition(family), [&](std::uint32_t a, std::uint32_t b) {
            const auto [entry, is_new] =
                numbers.try_emplace({a, b}, static_cast<std::uint32_t>(pairs.size()));
            if (is_new) pairs.emplace_back(a, b);
            return entry->second;
        });
    for (std::size_t run = 0; run < both.runs().size(); ++run) {
        const auto [a, b] = pairs[both.runs()[run].value];
        const geo::Location& old_place = before.locations().at(a);
        const geo::Location& new_place = after.locations().at(b);
        const double size = size_of(both.runs()[run].first, both.last_of(run), family);
        const auto add = [&](std::map<Move, Amount>& to, std::string_view from,
                             std::string_view into) {
            if (from == into) return;
            Amount& amount = to[{std::string(from), std::string(into)}];
            (family == Family::V4 ? amount.v4 : amount.v6) += size;
        };
        add(moves.isps, names.isps.name(old_place.isp), names.isps.name(new_place.isp));
        add(moves.regions, names.regions.name(old_place.region),
            names.regions.name(new_place.region));
    }
}

std::string shown(const std::string& name) {
    return name.empty() ? "unknown" : name;
}

/// Whole networks; a part of one must not look like nothing.
std::string shown(double amount) {
    if (amount > 0 && amount < 1) return "<1";
    std::ostringstream text;
    text << std::fixed << std::setprecision(0) << amount;
    return text.str();
}

void print_moves(const std::string& what, const std::map<Move, Amount>& moves) {
    if (moves.empty()) {
        std::cout << what << ": no change\n";
        return;
    }
    std::cout << what << std::string(34 - what.size(), ' ') << "IPv4 addresses    IPv6 /48s\n";
    for (const auto& [move, amount] : moves)
        std::cout << "  " << std::left << std::setw(32)
                  << shown(move.first) + " -> " + shown(move.second) << std::right << std::setw(14)
                  << shown(amount.v4) << std::setw(13) << shown(amount.v6) << '\n';
}

nlohmann::json json_of(const std::map<Move, Amount>& moves) {
    nlohmann::json json = nlohmann::json::array();
    for (const auto& [move, amount] : moves)
        json.push_back({{"from", move.first},
                        {"to", move.second},
                        {"ipv4_addresses", amount.v4},
                        {"ipv6_48s", amount.v6}});
    return json;
}

} // namespace

int diff(const Asked& asked) {
    const std::optional<maps::AsnTable> isp_of_asn = load_isps(asked);
    if (!isp_of_asn) return kWrongFile;
    geo::Names names;
    const std::span<const std::string> files = asked.names;
    const auto before = load_atlas(files.first(1), asked.fields, *isp_of_asn, names);
    const auto after = load_atlas(files.last(1), asked.fields, *isp_of_asn, names);
    if (!before || !after) return kWrongFile;
    Moves moves;
    compare(*before, *after, Family::V4, names, moves);
    compare(*before, *after, Family::V6, names, moves);
    if (asked.json) {
        std::cout << nlohmann::json{{"isp", json_of(moves.isps)},
                                    {"region", json_of(moves.regions)}}
                         .dump()
                  << '\n';
        return kGood;
    }
    print_moves("ISP", moves.isps);
    print_moves("region", moves.regions);
    return kGood;
}

} // namespace signpost::map_tool
