#include "control_plane/probe/traffic.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace signpost::probe {

bool has_received_too_much(int socket) {
    tcp_info info{};
    socklen_t length = sizeof info;
    return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&
           info.tcpi_bytes_received > kDatabaseOctetsMax;
}

} // namespace signpost::probe
