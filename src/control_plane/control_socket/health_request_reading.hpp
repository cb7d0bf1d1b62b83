// How the requests of health_request.hpp are read; for request.cpp.
#pragma once

#include "control_plane/control_socket/health_request.hpp"
#include "control_plane/control_socket/members.hpp"

namespace signpost::control_socket {

// Each takes its members; what is wrong is then known to `members`.
[[nodiscard]] OverrideSetRequest parse_override_set(Members& members);
[[nodiscard]] OverrideClearRequest parse_override_clear(Members& members);
[[nodiscard]] FailbackRequest parse_failback(Members& members);
[[nodiscard]] JournalRequest parse_journal(Members& members);
[[nodiscard]] ProbeRequest parse_probe(Members& members);

} // namespace signpost::control_socket
