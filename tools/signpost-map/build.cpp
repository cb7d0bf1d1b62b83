#include "atlas_files.hpp"
#include "commands.hpp"
#include "control_plane/maps/mmdb_writer.hpp"
#include "output.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

namespace signpost::map_tool {
namespace {

/// In MaxMind's format IPv4 takes the place of ::/96, so what the maps say of that cannot be
/// written.
bool knows_of_ipv4_place(const geo::Atlas& atlas) {
    constexpr geo::Key kEnd = geo::Key{1} << 32;
    return std::ranges::any_of(atlas.partition(Family::V6).runs(), [&atlas](const geo::Run& run) {
        return run.first < kEnd && atlas.locations().at(run.value) != geo::Location{};
    });
}

} // namespace

int build(const Asked& asked) {
    if (asked.output.empty()) return fail_call("build needs --output FILE");
    if (!asked.output.ends_with(".mmdb"))
        return fail_call("build writes a map whose name ends in .mmdb, not " + asked.output);
    const std::optional<maps::AsnTable> isp_of_asn = load_isps(asked);
    if (!isp_of_asn) return kWrongFile;
    geo::Names names;
    const auto atlas = load_atlas(asked.names, asked.fields, *isp_of_asn, names);
    if (!atlas) return kWrongFile;
    if (knows_of_ipv4_place(*atlas))
        std::cerr << asked.output
                  << ": what the maps say of ::/96 is left out: IPv4 stands there in "
                     "this format\n";
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    const Result<std::string> file = maps::write_mmdb(
        *atlas, names,
        {.description = asked.description, .built_s = static_cast<std::uint64_t>(now_s)});
    if (!file) {
        std::cerr << asked.output << ": " << file.error().reason() << '\n';
        return kWrongFile;
    }
    return write_output(asked, *file);
}

} // namespace signpost::map_tool
