// The part of a status that is about health, as JSON; for protocol.cpp.
#pragma once

#include "control_plane/control_socket/health_status.hpp"
#include "control_plane/control_socket/json_line.hpp"

namespace signpost::control_socket {

[[nodiscard]] Json to_json(const HealthStatus& health);

} // namespace signpost::control_socket
