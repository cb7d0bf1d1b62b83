// Where datagrams come from and go to, a batch at a time.
//
// A worker owns one port and calls wait, receive, send in turn, on its own thread. UdpPort is the
// kernel's sockets; AF_XDP can be another. Calls are virtual once per batch, never per packet.
#pragma once

#include "base/bytes.hpp"
#include "core/answer/reply.hpp"

#include <cstddef>
#include <span>

namespace signpost::data_plane {

/// One received query and the room for its reply; both belong to the port.
struct Datagram {
    Bytes query;
    answer::Client client;
    MutableBytes reply;
    std::size_t reply_length = 0; ///< Set by the worker; 0: send nothing.
};

enum class Wait : std::uint8_t {
    Packets,
    Stopped, ///< After stop(): all that had been received is answered.
};

class PacketPort {
public:
    PacketPort() = default;
    virtual ~PacketPort() = default;
    PacketPort(const PacketPort&) = delete;
    PacketPort& operator=(const PacketPort&) = delete;

    /// Blocks until there is a batch; call it without holding a snapshot.
    [[nodiscard]] virtual Wait wait() noexcept = 0;

    /// The batch, until the next wait(). Never blocks.
    [[nodiscard]] virtual std::span<Datagram> receive() noexcept = 0;

    /// Sends the replies of the batch. What cannot be sent is counted and lost: clients ask again.
    virtual void send() noexcept = 0;

    /// Makes wait() return Stopped once everything received so far was handed out. Any thread.
    virtual void stop() noexcept = 0;
};

} // namespace signpost::data_plane
