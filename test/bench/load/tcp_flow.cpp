#include "bench/load/tcp_flow.hpp"

#include "base/byte_reader.hpp"
#include "bench/load/clock.hpp"

#include <netinet/tcp.h>

#include <algorithm>

namespace signpost::bench {

namespace {

constexpr std::size_t kReadMax = 65536;
constexpr std::size_t kHeaderLength = 12;

} // namespace

TcpFlow::TcpFlow(Descriptor socket) : socket_(std::move(socket)) {
    constexpr int kOn = 1;
    setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
}

void TcpFlow::add(Tally& tally, std::uint32_t query, MutableBytes packet, std::int64_t now) {
    const std::uint16_t id = next_id_++;
    packet[0] = static_cast<std::uint8_t>(id >> 8);
    packet[1] = static_cast<std::uint8_t>(id);
    unsent_.push_back(static_cast<std::uint8_t>(packet.size() >> 8));
    unsent_.push_back(static_cast<std::uint8_t>(packet.size()));
    unsent_.insert(unsent_.end(), packet.begin(), packet.end());
    ring_[id % kRing] = {now, query, id, true};
    ++outstanding_;
    ++tally.sent;
}

/// What the kernel does not take now goes first next time; replies to come see to a next time.
void TcpFlow::flush() {
    if (unsent_.empty()) return;
    const ssize_t taken =
        send(socket_.number(), unsent_.data(), unsent_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken > 0) unsent_.erase(unsent_.begin(), unsent_.begin() + taken);
}

bool TcpFlow::receive(Tally& tally, const Queries* queries) {
    std::array<std::uint8_t, kReadMax> room; // NOLINT(*-member-init): recv fills what is read
    const ssize_t length = recv(socket_.number(), room.data(), room.size(), MSG_DONTWAIT);
    if (length <= 0) return length < 0 && errno == EAGAIN;
    const std::int64_t now = now_ns();
    Bytes bytes = Bytes(room).first(static_cast<std::size_t>(length));
    if (!unread_.empty()) {
        unread_.insert(unread_.end(), bytes.begin(), bytes.end());
        bytes = unread_;
    }
    for (;;) { // ends: each turn takes a whole reply from the finite `bytes`
        ByteReader in(bytes);
        const Bytes reply = in.take(in.u16());
        if (!in.ok()) break;
        settle(tally, reply, queries, now);
        bytes = bytes.subspan(in.offset());
    }
    unread_ = std::vector<std::uint8_t>(bytes.begin(), bytes.end());
    return true;
}

void TcpFlow::settle(Tally& tally, Bytes reply, const Queries* queries, std::int64_t now) {
    if (reply.size() < kHeaderLength) return;
    const auto id = static_cast<std::uint16_t>(reply[0] << 8 | reply[1]);
    Flight& flight = ring_[id % kRing];
    if (!flight.open || flight.id != id) return;
    flight.open = false;
    --outstanding_;
    tally.latency.add(static_cast<std::uint64_t>(now - flight.sent_ns));
    count_reply(tally, reply, queries == nullptr ? nullptr : &queries->expected(flight.query));
}

} // namespace signpost::bench
