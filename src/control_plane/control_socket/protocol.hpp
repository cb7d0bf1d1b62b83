// What signpostctl and signpostd say to each other: one JSON object a line, each way.
//
// A request is {"command": "status"}, or "reload", or "check". A response holds "error" if the
// request was not understood; otherwise it is a Status or a Report. Pure; the fields are part of
// the interface that operators' scripts use (`signpostctl --json`), so they only grow.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::control_socket {

enum class Command : std::uint8_t {
    Status, ///< Tell how things are.
    Reload, ///< Read configuration and zones again; answered when that is in service.
    Check,  ///< Read configuration and zones as for a start, and change nothing.
};

enum class ZoneState : std::uint8_t {
    Served,    ///< As its file says.
    Stale,     ///< The file has mistakes; the last good version is served.
    NotServed, ///< The file has mistakes and there never was a good version.
};

struct ZoneStatus {
    std::string origin;
    std::string file;
    ZoneState state = ZoneState::Served;
    std::uint32_t serial = 0;
    std::uint64_t record_count = 0;
    std::vector<std::string> complaints; ///< Each one line, file:line:column in front.
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

/// A line without its newline.
[[nodiscard]] Result<Command> parse_request(std::string_view line);

/// The line to send, with its newline. Octets that are not UTF-8 are replaced.
[[nodiscard]] std::string to_line(const Status& status);
[[nodiscard]] std::string to_line(const Report& report);
[[nodiscard]] std::string to_line(const Error& error);

} // namespace signpost::control_socket
