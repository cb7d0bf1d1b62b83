#include "bench/load/udp_flow.hpp"

#include "bench/load/clock.hpp"

#include <netinet/udp.h>

#include <cstring>

namespace signpost::bench {

namespace {

constexpr int kSocketBuffer = 4 << 20;
constexpr std::int64_t kLostAfterNs = 2 * kNsPerS;

void write_id(MutableBytes packet, std::uint16_t id) {
    packet[0] = static_cast<std::uint8_t>(id >> 8);
    packet[1] = static_cast<std::uint8_t>(id);
}

} // namespace

UdpFlow::UdpFlow(Descriptor socket) : socket_(std::move(socket)) {
    setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &kSocketBuffer, sizeof kSocketBuffer);
    setsockopt(socket_.number(), SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
    Inbox& inbox = inbox_.front();
    for (std::size_t i = 0; i < kBatch; ++i) {
        inbox.parts[i] = {inbox.headers[i].data(), kHeaderLength};
        inbox.messages[i] = {};
        inbox.messages[i].msg_hdr.msg_iov = &inbox.parts[i];
        inbox.messages[i].msg_hdr.msg_iovlen = 1;
    }
}

bool UdpFlow::send(Tally& tally, const Bundle& bundle, MutableBytes packets, std::int64_t sent_ns) {
    for (std::size_t i = 0; i < bundle.count; ++i)
        write_id(packets.subspan(i * bundle.length), static_cast<std::uint16_t>(next_id_ + i));

    iovec part{packets.data(), packets.size()};
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(std::uint16_t))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (bundle.count > 1) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_UDP;
        header->cmsg_type = UDP_SEGMENT;
        header->cmsg_len = CMSG_LEN(sizeof bundle.length);
        std::memcpy(CMSG_DATA(header), &bundle.length, sizeof bundle.length);
    }
    if (sendmsg(socket_.number(), &message, 0) < 0) return false;

    for (std::uint32_t i = 0; i < bundle.count; ++i)
        launch(tally, bundle.first + i, sent_ns);
    return true;
}

void UdpFlow::launch(Tally& tally, std::uint32_t query, std::int64_t sent_ns) {
    Flight& flight = ring_[next_id_ % kRing];
    if (flight.open) { // a whole ring of younger queries has been answered since
        --outstanding_;
        ++tally.lost;
    }
    flight = {sent_ns, query, next_id_++, true};
    ++outstanding_;
    ++tally.sent;
}

std::size_t UdpFlow::receive(Tally& tally, const Queries* queries) {
    Inbox& inbox = inbox_.front();
    const int received =
        recvmmsg(socket_.number(), inbox.messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (received <= 0) return 0;
    const std::int64_t now = now_ns();
    for (std::size_t i = 0; i < static_cast<std::size_t>(received); ++i)
        settle(tally, Bytes(inbox.headers[i]).first(inbox.messages[i].msg_len), queries, now);
    return static_cast<std::size_t>(received);
}

void UdpFlow::settle(Tally& tally, Bytes header, const Queries* queries, std::int64_t now) {
    if (header.size() < kHeaderLength) return; // no DNS message: its query will be lost
    const auto id = static_cast<std::uint16_t>(header[0] << 8 | header[1]);
    Flight& flight = ring_[id % kRing];
    if (!flight.open || flight.id != id) return; // came after we gave it up
    flight.open = false;
    --outstanding_;
    tally.latency.add(static_cast<std::uint64_t>(now - flight.sent_ns));
    count_reply(tally, header, queries == nullptr ? nullptr : &queries->expected(flight.query));
}

void UdpFlow::expire(Tally& tally, std::int64_t now) {
    for (; oldest_id_ != next_id_; ++oldest_id_) {
        Flight& flight = ring_[oldest_id_ % kRing];
        if (flight.id != oldest_id_ || !flight.open) continue;
        if (now - flight.sent_ns < kLostAfterNs) return;
        flight.open = false;
        --outstanding_;
        ++tally.lost;
    }
}

} // namespace signpost::bench
