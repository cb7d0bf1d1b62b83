// The kernel's UDP sockets as a PacketPort.
//
// With one socket, wait() is one blocking recvmmsg: the cheapest there is. With several it asks
// epoll first, one system call more for each batch.
#pragma once

#include "data_plane/sockets.hpp"
#include "data_plane/udp_batch.hpp"

#include <sys/epoll.h>

#include <atomic>
#include <vector>

namespace signpost::data_plane {

class UdpPort final : public PacketPort {
public:
    explicit UdpPort(std::vector<BoundSocket> sockets);

    [[nodiscard]] Wait wait() noexcept override;
    [[nodiscard]] std::span<Datagram> receive() noexcept override { return current_->datagrams(); }
    void send() noexcept override { current_->send(); }
    void stop() noexcept override;

    /// Replies that the kernel refused, over all sockets. Any thread.
    [[nodiscard]] std::uint64_t lost() const noexcept;

private:
    /// Far more than a socket buffer holds: 64 MiB of the smallest datagrams, at 768 octets each.
    static constexpr std::size_t kDrainBatches = (std::size_t{64} << 20) / 768 / UdpBatch::kPackets;
    static constexpr std::size_t kEvents = 16;

    bool receive_one_socket() noexcept;
    bool receive_any_socket() noexcept;
    Wait drain() noexcept;

    std::vector<std::unique_ptr<UdpBatch>> batches_;
    UdpBatch* current_;
    Fd epoll_; ///< Open when there are several sockets.
    std::array<epoll_event, kEvents> ready_{};
    std::size_t ready_count_ = 0;
    std::size_t ready_next_ = 0;
    std::atomic<bool> stopping_{false};
    std::size_t draining_ = 0;      ///< Index of the socket that is being emptied after stop().
    std::size_t drain_batches_ = 0; ///< Taken from that socket.
};

} // namespace signpost::data_plane
