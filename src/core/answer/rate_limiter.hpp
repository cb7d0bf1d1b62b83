// Response rate limiting: how many replies a client network may get over UDP.
//
// What limits the damage when somebody asks in a victim's name. One for each worker, in its
// Scratch: no lock, a table of fixed size, nothing allocated after construction. It forgets the
// quietest networks first, so a flood of forged sources cannot grow it, only blur it.
#pragma once

#include "base/address.hpp"
#include "core/snapshot/settings.hpp"

#include <cstdint>
#include <vector>

namespace signpost::answer {

enum class Allowance : std::uint8_t {
    Send,
    Slip, ///< Send a bare TC instead, so that a real client can come by TCP.
    Drop,
};

class RateLimiter {
public:
    RateLimiter() : buckets_(kBuckets) {}

    /// Counts one reply to `client` at `now_ms` (monotonic) and says what may be sent.
    [[nodiscard]] Allowance take(const Address& client, const RateLimitSettings& settings,
                                 std::uint64_t now_ms) noexcept;

private:
    /// A bucket is one cache line of entries; a network may sit in any entry of its bucket.
    static constexpr std::size_t kBuckets = std::size_t{1} << 14;
    static constexpr std::size_t kEntries = 4;

    /// The generic cell rate algorithm: when the network would be back at an empty debt.
    struct Entry {
        std::uint64_t network = 0;    ///< Hash of the prefix; 0: free.
        std::uint64_t settled_us = 0; ///< On the clock of now_ms, in microseconds.
    };
    struct alignas(64) Bucket {
        Entry entries[kEntries];
    };

    [[nodiscard]] Entry& entry_for(std::uint64_t network) noexcept;

    std::vector<Bucket> buckets_;
    std::uint32_t limited_ = 0; ///< Replies held back so far; every slip-th slips.
};

} // namespace signpost::answer
