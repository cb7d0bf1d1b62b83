// What signpostd tells signpostctl of itself: one JSON object on a line.
//
// A response holds "error" if the request (request.hpp) was not understood, or cannot be met;
// otherwise it is what is here or in the headers beside this one. Pure; the fields are part of the
// interface that operators' scripts use (`signpostctl --json`), so they only grow.
#pragma once

#include "base/result.hpp"
#include "control_plane/control_socket/health_status.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::control_socket {

/// Of a file: what it holds is what is in service, or not.
enum class FileState : std::uint8_t {
    Served,    ///< As its file says.
    Stale,     ///< The file has mistakes; the last good version is served.
    NotServed, ///< The file has mistakes and there never was a good version.
};

struct ZoneStatus {
    std::string origin;
    std::string file;
    FileState state = FileState::Served;
    std::uint32_t serial = 0;
    std::uint64_t record_count = 0;
    std::vector<std::string> complaints; ///< Each one line, file:line:column in front.
};

/// A file of client maps.
struct MapStatus {
    std::string file;
    FileState state = FileState::Served;
    std::uint64_t entry_count = 0;
    std::vector<std::string> complaints;
};

struct SteeringStatus {
    std::uint64_t service_count = 0;
    std::uint64_t class_count = 0;
    std::string refusal;               ///< Why the last change is not in service; empty: it is.
    std::vector<std::string> warnings; ///< About what is in service.
};

struct Counted {
    std::string_view name;
    std::uint64_t value = 0;
};

struct Status {
    std::string version;
    std::uint64_t uptime_s = 0;
    std::uint64_t generation = 0;
    std::vector<std::string> listen;
    std::vector<Counted> counters; ///< Summed over all workers.
    std::vector<ZoneStatus> zones;
    std::vector<MapStatus> maps;
    SteeringStatus steering;
    HealthStatus health;
    std::vector<std::string> complaints; ///< About the configuration and the zones folder.
};

/// The outcome of a reload or a check.
struct Report {
    bool ok = true; ///< False if anything was refused.
    std::uint64_t zones_loaded = 0;
    std::uint64_t zones_removed = 0;
    std::uint64_t zones_refused = 0;
    std::vector<std::string> complaints;
};

/// The line to send, with its newline. Octets that are not UTF-8 are replaced.
[[nodiscard]] std::string to_line(const Status& status);
[[nodiscard]] std::string to_line(const Report& report);
[[nodiscard]] std::string to_line(const Error& error);

} // namespace signpost::control_socket
