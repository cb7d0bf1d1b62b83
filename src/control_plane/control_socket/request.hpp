// What may be asked over the socket: a command and its arguments, as typed values.
//
// A request is one JSON object on a line: {"command": "explain", "name": "www.example.",
// "client": "192.0.2.1"}. Keys that a command does not know are refused, so that a slip of the pen
// is no other question. Pure.
#pragma once

#include "base/address.hpp"
#include "base/result.hpp"
#include "control_plane/config/texts.hpp"
#include "control_plane/control_socket/health_request.hpp"
#include "control_plane/steering/simulate.hpp"
#include "core/steer/service.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace signpost::control_socket {

/// Tell how things are.
struct StatusRequest {};
/// Read configuration, maps and zones again; answered when that is in service.
struct ReloadRequest {};
/// Read configuration, maps and zones as for a start, and change nothing.
struct CheckRequest {};

/// Tell what a client gets for a name, and why.
struct ExplainRequest {
    config::DomainName name;
    Address client;
    std::optional<steer::Kind> type; ///< None: all that are steered.
};

/// Tell what would change if something had another standing.
struct SimulateRequest {
    steering::Simulation simulation;
};

/// Tell what a reload would change in answers.
struct DiffRequest {};

using Request =
    std::variant<StatusRequest, ReloadRequest, CheckRequest, ExplainRequest, SimulateRequest,
                 DiffRequest, OverrideSetRequest, OverrideClearRequest, OverrideListRequest,
                 FailbackRequest, JournalRequest, ProbeRequest, WatchRequest>;

inline constexpr std::size_t kTextMax = 1100; ///< Octets; a name with every octet escaped fits.
inline constexpr std::size_t kListMax = 64;   ///< Items of a list.

/// A line without its newline. The error names the key that is wrong.
[[nodiscard]] Result<Request> parse_request(std::string_view line);

} // namespace signpost::control_socket
