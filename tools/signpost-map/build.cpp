#include "atlas_files.hpp"
#include "commands.hpp"
#include "control_plane/maps/mmdb_writer.hpp"
#include "output.hpp"

#include <chrono>
#include <iostream>

namespace signpost::map_tool {

int build(const Asked& asked) {
    if (asked.names.empty()) return fail_call("build needs a MAP");
    if (asked.output.empty()) return fail_call("build needs --output FILE");
    if (!asked.output.ends_with(".mmdb"))
        return fail_call("build writes a map whose name ends in .mmdb, not " + asked.output);
    const std::optional<maps::AsnTable> isp_of_asn = load_isps(asked);
    if (!isp_of_asn) return kWrongFile;
    geo::Names names;
    const auto atlas = load_atlas(asked.names, asked.fields, *isp_of_asn, names);
    if (!atlas) return kWrongFile;
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
