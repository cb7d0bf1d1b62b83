// How much a socket has received: the bound for client libraries that have none of their own.
#pragma once

#include <cstdint>

namespace signpost::probe {

/// Of a check's answers together.
inline constexpr std::uint64_t kDatabaseOctetsMax = 1U << 20;

/// Whether the other side of a TCP connection has sent more than that.
[[nodiscard]] bool has_received_too_much(int socket);

} // namespace signpost::probe
