// The reply to a message, as a function of its bytes, the client and the snapshot.
//
// UDP workers, TCP threads, tests, fuzzers and, later, `explain` all call reply(); it is the only
// place that decides what goes on the wire. Total on any input; it takes no lock, makes no system
// call and allocates nothing (proved by test/core/answer/reply_allocation_test.cpp) but to tell
// those who may ask why an answer is as it is.
#pragma once

#include "base/address.hpp"
#include "core/answer/counters.hpp"
#include "core/answer/rate_limiter.hpp"
#include "core/answer/resolution.hpp"
#include "core/snapshot/snapshot.hpp"

namespace signpost::answer {

enum class Transport : std::uint8_t { Udp, Tcp };

struct Client {
    Address address; ///< Unmapped: a v4 client of a v6 socket is Family::V4.
    Transport transport = Transport::Udp;
};

/// What one worker brings along and keeps between messages. One thread only, except that any
/// thread may read the counters.
struct Scratch {
    Counters counters;
    RateLimiter limiter;
    Names names;
    std::uint32_t ticket = 0;  ///< Moves on with each draw of a pick.
    std::uint64_t now_ms = 0;  ///< Monotonic; the caller sets it at least once per batch.
    std::uint32_t clock_s = 0; ///< Wall clock, seconds since 1970, for cookies; set likewise.
};

/// Room in `out` for any reply: over TCP a message has at most 65,535 octets (RFC 1035 §4.2.2).
inline constexpr std::size_t kReplyLengthMax = 65535;

/// Writes the reply to `query` into `out` and returns its length; 0 means: send nothing.
/// `out` must not overlap `query`. Over UDP `out` needs room for `settings.udp_payload_max` octets.
[[nodiscard]] std::size_t reply(Bytes query, const Client& client, const Snapshot& snapshot,
                                Scratch& scratch, MutableBytes out) noexcept;

} // namespace signpost::answer
