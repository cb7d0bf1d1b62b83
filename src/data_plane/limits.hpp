// Limits that keep slow or hostile TCP clients from hurting others; app fills them from
// signpost.json.
#pragma once

#include <cstdint>

namespace signpost::data_plane {

struct TcpLimits {
    std::uint32_t connections_max = 4000; ///< Over all TCP threads.
    /// For each IPv4 address and each IPv6 /64, which is what one client owns at least.
    std::uint32_t connections_per_client_max = 100;
    /// Nothing asked (RFC 7766 §6.2.3). With three quarters of `connections_max` in use it is an
    /// eighth of this.
    std::uint32_t idle_ms = 10'000;
    std::uint32_t lifetime_ms = 300'000; ///< From accept to close, busy or not.
    /// From the first octet of a query to its last, and from a full socket to the last answer
    /// taken.
    std::uint32_t stall_ms = 10'000;
};

} // namespace signpost::data_plane
