// What the transports count besides replies: one table for status, metrics and the manual.
//
// App asks for the values when an operator does, on the loop's thread. Each is read for itself, so
// they need not be of one moment.
#pragma once

#include "data_plane/tcp_server.hpp"
#include "data_plane/udp_server.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace signpost::data_plane {

struct TransportCount {
    std::string_view name;    ///< As in `signpostctl status`.
    std::string_view meaning; ///< For the manual.
    std::uint64_t (*value)(const UdpServer& udp, const TcpServer& tcp);
};

inline constexpr std::array kTransportCounts{
    TransportCount{"udp_unsent", "Replies over UDP that the kernel refused to send.",
                   [](const UdpServer& udp, const TcpServer&) { return udp.lost(); }},
    TransportCount{"tcp_accepted", "TCP connections accepted.",
                   [](const UdpServer&, const TcpServer& tcp) { return tcp.totals().accepted; }},
    TransportCount{"tcp_refused",
                   "TCP connections closed at once: the client, or all clients "
                   "together, had too many.",
                   [](const UdpServer&, const TcpServer& tcp) { return tcp.totals().refused; }},
    TransportCount{"tcp_timed_out",
                   "TCP connections closed because they were idle, stalled or open "
                   "for too long.",
                   [](const UdpServer&, const TcpServer& tcp) { return tcp.totals().timed_out; }},
    TransportCount{
        "tcp_open", "TCP connections open now.",
        [](const UdpServer&, const TcpServer& tcp) { return std::uint64_t{tcp.totals().open}; }},
};

} // namespace signpost::data_plane
