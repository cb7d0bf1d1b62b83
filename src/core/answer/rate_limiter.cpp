#include "core/answer/rate_limiter.hpp"

#include <algorithm>
#include <cstring>

namespace signpost::answer {
namespace {

/// A network may save up this much of its rate while it is quiet.
constexpr std::uint64_t kBurstMicroseconds = 1'000'000;
constexpr std::uint64_t kSecondMicroseconds = 1'000'000;

/// The client's /24 or /56 (one subscriber or site), spread over 64 bits; never 0.
std::uint64_t network_of(const Address& client) noexcept {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
    std::uint64_t octets = 0;
    std::memcpy(&octets, client.octets.data(), client.family == Family::V4 ? 3 : 7);
    octets |= std::uint64_t{client.family == Family::V4 ? 4U : 6U} << 56;
    octets *= kSpread;
    return (octets ^ octets >> 32) | 1;
}

} // namespace

RateLimiter::Entry& RateLimiter::entry_for(std::uint64_t network) noexcept {
    Bucket& bucket = buckets_[network >> 8 & (kBuckets - 1)];
    Entry* quietest = &bucket.entries[0];
    for (Entry& entry : bucket.entries) {
        if (entry.network == network) return entry;
        if (entry.settled_us < quietest->settled_us) quietest = &entry;
    }
    *quietest = {network, 0};
    return *quietest;
}

Allowance RateLimiter::take(const Address& client, const RateLimitSettings& settings,
                            std::uint64_t now_ms) noexcept {
    for (const Prefix& prefix : settings.exempt)
        if (prefix.contains(client)) return Allowance::Send;

    Entry& entry = entry_for(network_of(client));
    const std::uint64_t now_us = now_ms * 1000;
    const std::uint64_t settled_us = std::max(entry.settled_us, now_us);
    if (settled_us - now_us < kBurstMicroseconds) {
        entry.settled_us = settled_us + kSecondMicroseconds / settings.responses_per_s;
        return Allowance::Send;
    }
    ++limited_;
    const bool slips = settings.slip != 0 && limited_ % settings.slip == 0;
    return slips ? Allowance::Slip : Allowance::Drop;
}

} // namespace signpost::answer
