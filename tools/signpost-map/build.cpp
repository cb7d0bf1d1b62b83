#include "atlas_files.hpp"
#include "commands.hpp"
#include "control_plane/maps/mmdb_writer.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <system_error>

namespace signpost::map_tool {

int fail_call(const std::string& what) {
    std::cerr << "signpost-map: " << what << "; see signpost-map --help\n";
    return kWrongCall;
}

int write_output(const Asked& asked, const std::string& octets) {
    if (asked.output.empty()) {
        std::cout << octets << std::flush;
        return std::cout ? kGood : kWrongFile;
    }
    const std::string fresh = asked.output + ".new";
    std::ofstream file(fresh, std::ios::binary);
    file << octets << std::flush;
    file.close();
    if (file && std::rename(fresh.c_str(), asked.output.c_str()) == 0) return kGood;
    const std::string why = std::generic_category().message(errno);
    std::remove(fresh.c_str());
    std::cerr << asked.output << ": cannot be written: " << why << '\n';
    return kWrongFile;
}

int build(const Asked& asked) {
    if (asked.names.empty()) return fail_call("build needs a MAP");
    if (asked.output.empty()) return fail_call("build needs --output FILE");
    geo::Names names;
    const std::optional<geo::Atlas> atlas = load_atlas(asked.names, asked, names);
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
