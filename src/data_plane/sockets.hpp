// Opening the listening sockets of all workers and TCP threads.
//
// App calls this at start, before privileges are dropped, and moves the sockets into the workers.
#pragma once

#include "base/address.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"

#include <vector>

namespace signpost::data_plane {

struct SocketPlan {
    std::vector<SocketAddress> listen;
    std::uint32_t udp_workers = 1;
    std::uint32_t tcp_threads = 1;
    std::uint32_t socket_buffer_bytes = 4 << 20; ///< Asked for each UDP socket, each direction.
    /// Gives the packets that arrive on CPU c to UDP worker c modulo `udp_workers`: right only if
    /// each worker is pinned to the CPU of its number.
    bool by_cpu = false;
};

struct BoundSocket {
    Fd socket;
    SocketAddress address; ///< As in SocketPlan::listen.
};

struct Sockets {
    std::vector<std::vector<BoundSocket>> udp; ///< For each worker one for each address.
    std::vector<std::vector<BoundSocket>> tcp; ///< For each thread one for each address; listening.
    std::uint32_t buffer_bytes = 0; ///< The smallest UDP buffer granted; the plan's, if all were.
};

/// Opens everything or nothing. The error names the address, what is wrong and the remedy; an
/// address that another program, or another signpostd, already serves is refused.
[[nodiscard]] Result<Sockets> open_sockets(const SocketPlan& plan);

} // namespace signpost::data_plane
