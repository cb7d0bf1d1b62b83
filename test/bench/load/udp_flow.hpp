// One UDP socket of the generator, with its outstanding queries.
//
// Message ids count up, so the queries under way are a ring from the oldest unanswered to the
// newest; a reply finds its query by id in one step.
#pragma once

#include "bench/load/sockets.hpp"
#include "bench/load/tally.hpp"

#include <array>
#include <vector>

namespace signpost::bench {

class UdpFlow {
public:
    /// `socket` is connected to the server.
    explicit UdpFlow(Descriptor socket);

    [[nodiscard]] std::size_t outstanding() const noexcept { return outstanding_; }

    /// Sends a bundle in one system call. `sent_ns` is when latency begins to count.
    /// False if the kernel had no room; then nothing was sent.
    bool send(Tally& tally, const Bundle& bundle, MutableBytes packets, std::int64_t sent_ns);

    /// Takes the replies that are there, checks them if `queries` is given, and returns how many.
    std::size_t receive(Tally& tally, const Queries* queries);

    /// Gives up on queries older than two seconds.
    void expire(Tally& tally, std::int64_t now);

private:
    static constexpr std::size_t kRing = 1 << 14; ///< Divides 2^16: an id names its place.
    static constexpr std::size_t kBatch = 64;
    static constexpr std::size_t kHeaderLength = 12; ///< All that we read of a reply.

    struct Flight {
        std::int64_t sent_ns = 0;
        std::uint32_t query = 0;
        std::uint16_t id = 0;
        bool open = false;
    };
    struct Inbox {
        std::array<std::array<std::uint8_t, kHeaderLength>, kBatch> headers;
        std::array<iovec, kBatch> parts;
        std::array<mmsghdr, kBatch> messages;
    };

    void launch(Tally& tally, std::uint32_t query, std::int64_t sent_ns);
    void settle(Tally& tally, Bytes header, const Queries* queries, std::int64_t now);

    Descriptor socket_;
    std::uint16_t next_id_ = 0;
    std::uint16_t oldest_id_ = 0;
    std::size_t outstanding_ = 0;
    std::vector<Flight> ring_{kRing};
    std::vector<Inbox> inbox_{1}; ///< On the heap, so that moving a flow leaves its iovecs right.
};

} // namespace signpost::bench
