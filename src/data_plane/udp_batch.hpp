// One UDP socket and the memory for a batch of its datagrams: recvmmsg and sendmmsg.
//
// Everything that does not change from packet to packet is filled in once, at construction: per
// packet only lengths move. A UdpBatch belongs to one worker thread.
#pragma once

#include "base/counter.hpp"
#include "base/fd.hpp"
#include "data_plane/packet_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>

namespace signpost::data_plane {

class UdpBatch {
public:
    /// Enough that under load a system call is shared by many packets; more gained nothing.
    static constexpr std::size_t kPackets = 32;
    /// The largest payload that can be configured. Of a longer query only the start is seen, which
    /// then is not well-formed.
    static constexpr std::size_t kPayloadMax = 4096;

    /// `socket` was opened by open_sockets() for `address`.
    UdpBatch(Fd socket, const SocketAddress& address);

    /// Receives with recvmmsg `flags`. False if nothing came: errno tells why.
    bool receive(int flags) noexcept;
    [[nodiscard]] std::span<Datagram> datagrams() noexcept {
        return std::span(datagrams_).first(count_);
    }
    void send() noexcept;

    /// Makes a blocked receive() return, and every later one that would block. Any thread.
    void wake() noexcept;
    /// Repairs what a receive() that was woken leaves behind.
    void reset() noexcept;

    [[nodiscard]] int socket() const noexcept { return socket_.number(); }
    /// Replies that the kernel refused: full buffers, firewall rules, unreachable networks.
    [[nodiscard]] const Counter& lost() const noexcept { return lost_; }

private:
    // Distances between buffers are an odd number of cache lines, so that their beginnings, which
    // are what short messages touch, spread over the whole L1 cache instead of sharing one set.
    static constexpr std::size_t kStride = kPayloadMax + std::size_t{5} * 64;
    struct Buffer {
        alignas(64) std::array<std::uint8_t, kStride> octets;
    };
    // Room for one IP_PKTINFO or IPV6_PKTINFO message. The kernel fills it in on receipt, and takes
    // the very same as the order from which address to send.
    struct Control {
        alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))> octets{};
    };

    void take_client(std::size_t i) noexcept;
    void take_control(std::size_t i) noexcept;
    void send_run(std::size_t first, std::size_t last) noexcept;

    Fd socket_;
    bool v6_;
    bool wildcard_;
    std::size_t count_ = 0;
    Counter lost_;
    std::array<mmsghdr, kPackets> in_{};
    std::array<mmsghdr, kPackets> out_{};
    std::array<iovec, kPackets> in_room_{};
    std::array<iovec, kPackets> out_bytes_{};
    std::array<sockaddr_in, kPackets> v4_clients_{}; // of these two, only the socket's family
    std::array<sockaddr_in6, kPackets> v6_clients_{};
    std::array<Control, kPackets> controls_{};
    std::array<Datagram, kPackets> datagrams_{};
    std::unique_ptr<std::array<Buffer, kPackets>> queries_;
    std::unique_ptr<std::array<Buffer, kPackets>> replies_;
};

} // namespace signpost::data_plane
