// One TCP connection of the generator, with its outstanding queries.
#pragma once

#include "bench/load/sockets.hpp"
#include "bench/load/tally.hpp"

#include <array>
#include <vector>

namespace signpost::bench {

class TcpFlow {
public:
    /// `socket` is connected to the server.
    explicit TcpFlow(Descriptor socket);

    [[nodiscard]] int socket() const noexcept { return socket_.number(); }
    [[nodiscard]] std::size_t outstanding() const noexcept { return outstanding_; }

    /// Puts a query into the next flush(). `packet` starts with room for its id.
    void add(Tally& tally, std::uint32_t query, MutableBytes packet, std::int64_t now);
    void flush();

    /// Takes what has come; false when the server closed the connection.
    bool receive(Tally& tally, const Queries* queries);

private:
    static constexpr std::size_t kRing = 1 << 12; ///< Above the largest window; divides 2^16.

    struct Flight {
        std::int64_t sent_ns = 0;
        std::uint32_t query = 0;
        std::uint16_t id = 0;
        bool open = false;
    };

    void settle(Tally& tally, Bytes reply, const Queries* queries, std::int64_t now);

    Descriptor socket_;
    std::uint16_t next_id_ = 0;
    std::size_t outstanding_ = 0;
    std::vector<Flight> ring_{kRing};
    std::vector<std::uint8_t> unsent_;
    std::vector<std::uint8_t> unread_; ///< The beginning of a reply that is not whole yet.
};

} // namespace signpost::bench
