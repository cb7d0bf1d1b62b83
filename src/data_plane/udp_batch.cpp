#include "data_plane/udp_batch.hpp"

#include "loop/socket_address.hpp"

#include <cerrno>
#include <cstring>

namespace signpost::data_plane {

UdpBatch::UdpBatch(Fd socket, const SocketAddress& address)
    : socket_(std::move(socket)), v6_(address.address.family == Family::V6),
      wildcard_(loop::is_wildcard(address.address)),
      // Not zeroed: pages that no packet has touched take no memory.
      queries_(std::make_unique_for_overwrite<std::array<Buffer, kPackets>>()),
      replies_(std::make_unique_for_overwrite<std::array<Buffer, kPackets>>()) {
    for (std::size_t i = 0; i < kPackets; ++i) {
        auto& query = (*queries_)[i].octets;
        auto& reply = (*replies_)[i].octets;
        in_room_[i] = {.iov_base = query.data(), .iov_len = kPayloadMax};
        out_bytes_[i] = {.iov_base = reply.data(), .iov_len = 0};
        for (mmsghdr* const message : {&in_[i], &out_[i]}) {
            if (v6_)
                message->msg_hdr.msg_name = &v6_clients_[i];
            else
                message->msg_hdr.msg_name = &v4_clients_[i];
            message->msg_hdr.msg_iovlen = 1;
            if (wildcard_) message->msg_hdr.msg_control = &controls_[i];
        }
        in_[i].msg_hdr.msg_iov = &in_room_[i];
        out_[i].msg_hdr.msg_iov = &out_bytes_[i];
        datagrams_[i].reply = std::span(reply).first(kPayloadMax);
        datagrams_[i].client.address.family = address.address.family;
    }
    reset();
}

void UdpBatch::reset() noexcept {
    // Of the exact size, so that the kernel, which writes the length back, never changes it.
    const socklen_t name_length = v6_ ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    for (std::size_t i = 0; i < kPackets; ++i) {
        in_[i].msg_hdr.msg_namelen = name_length;
        out_[i].msg_hdr.msg_namelen = name_length;
        if (wildcard_) in_[i].msg_hdr.msg_controllen = sizeof(Control);
    }
}

bool UdpBatch::receive(int flags) noexcept {
    const int received = ::recvmmsg(socket_.number(), in_.data(), kPackets, flags, nullptr);
    count_ = received > 0 ? static_cast<std::size_t>(received) : 0;
    for (std::size_t i = 0; i < count_; ++i) {
        const auto* const query = static_cast<const std::uint8_t*>(in_room_[i].iov_base);
        datagrams_[i].query = Bytes(query, in_[i].msg_len);
        take_client(i);
        if (wildcard_) take_control(i);
    }
    return count_ > 0;
}

/// The family, and for IPv4 the zeroes behind the address, stay as they are: sockets are V6ONLY.
void UdpBatch::take_client(std::size_t i) noexcept {
    std::uint8_t* const octets = datagrams_[i].client.address.octets.data();
    if (v6_)
        std::memcpy(octets, &v6_clients_[i].sin6_addr, 16);
    else
        std::memcpy(octets, &v4_clients_[i].sin_addr, 4);
}

/// Makes the reply leave from the address that was asked (RFC 2181 §4.1). Through which interface
/// is for the routing table to say, as for any packet; only a link-local address means nothing
/// without its interface.
void UdpBatch::take_control(std::size_t i) noexcept {
    msghdr& in = in_[i].msg_hdr;
    msghdr& out = out_[i].msg_hdr;
    out.msg_controllen = in.msg_controllen;
    in.msg_controllen = sizeof(Control);
    if (out.msg_controllen == 0) return;

    unsigned char* const content = CMSG_DATA(CMSG_FIRSTHDR(&out));
    if (v6_) {
        in6_pktinfo info{};
        std::memcpy(&info, content, sizeof info);
        if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) info.ipi6_ifindex = 0;
        std::memcpy(content, &info, sizeof info);
    } else {
        in_pktinfo info{};
        std::memcpy(&info, content, sizeof info);
        info.ipi_ifindex = 0;
        std::memcpy(content, &info, sizeof info);
    }
}

void UdpBatch::send() noexcept {
    std::size_t first = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        out_bytes_[i].iov_len = datagrams_[i].reply_length;
        if (datagrams_[i].reply_length != 0) continue;
        send_run(first, i);
        first = i + 1;
    }
    send_run(first, count_);
}

void UdpBatch::send_run(std::size_t first, std::size_t last) noexcept {
    while (first < last) {
        const auto count = static_cast<unsigned>(last - first);
        const int sent = ::sendmmsg(socket_.number(), &out_[first], count, MSG_DONTWAIT);
        if (sent > 0) {
            first += static_cast<std::size_t>(sent);
        } else if (errno != EINTR) {
            // It is about this one reply: a firewall rule, no route, a full buffer. Waiting would
            // hold up everybody else's.
            lost_.add();
            ++first;
        }
    }
}

void UdpBatch::wake() noexcept {
    // On an unconnected UDP socket this reports ENOTCONN, but it marks the receiving side as ended
    // and wakes who waits for it. What is in the buffer can still be read, and answered.
    ::shutdown(socket_.number(), SHUT_RD);
}

} // namespace signpost::data_plane
