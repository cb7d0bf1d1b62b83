// What signpostd tells of health: the part of a status that is about it, and the answers to the
// requests of health_request.hpp. Pure.
//
// Moments are milliseconds since 1970, UTC; the fields only grow, as in protocol.hpp.
#pragma once

#include "control_plane/journal/journal.hpp"
#include "control_plane/probe/prober.hpp"
#include "core/director/director.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::control_socket {

/// A site, link, endpoint or service, and the services that answers lead to it.
struct SubjectStatus {
    director::View view;
    std::vector<std::string> services; ///< Of an endpoint.
};

struct HealthStatus {
    std::vector<SubjectStatus> subjects; ///< In the order of director::views(); so is View::parent.
    std::optional<std::int64_t> blind_since_wall_ms; ///< Verdicts are frozen; none: they are not.
    std::uint64_t times_blind = 0;                   ///< Since the start.
    journal::State journal;
    std::uint64_t probe_count = 0;
    probe::Load probes;
};

/// A service whose answers may hold an endpoint that is judged.
struct EndpointUse {
    health::Subject endpoint;
    std::string_view service;
};

/// `uses` in any order.
[[nodiscard]] std::vector<SubjectStatus> subjects_of(std::vector<director::View> views,
                                                     std::span<const EndpointUse> uses);

/// An override was set or cleared, or a failback was let happen.
struct Confirmation {
    health::Subject subject;
    std::vector<std::string> notes; ///< What the operator should know of it, each one line.
};

/// What a target of a check answered. Of a combination each of its checks is asked.
struct ProbedTarget {
    std::string check;
    std::string target; ///< Address.
    probe::Answer answer;
};

// The lines to send, each with its newline.
[[nodiscard]] std::string to_line(const Confirmation& confirmation);
[[nodiscard]] std::string to_line(std::span<const director::Override> overrides);
[[nodiscard]] std::string to_line(std::span<const journal::Entry> entries,
                                  const journal::State& state);
/// For those who watch.
[[nodiscard]] std::string to_line(const journal::Entry& entry);
/// `left_out` further targets of the check were not asked.
[[nodiscard]] std::string to_line(std::string_view check, std::span<const ProbedTarget> targets,
                                  std::size_t left_out);

} // namespace signpost::control_socket
