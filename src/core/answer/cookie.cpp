#include "core/answer/cookie.hpp"

#include "core/wire/octets.hpp"
#include "core/wire/siphash.hpp"

#include <algorithm>
#include <cstring>

namespace signpost::answer {
namespace {

// The server cookie: version, three reserved octets, timestamp, hash (RFC 9018 §4).
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kTimestampAt = kClientCookieLength + 4;
constexpr std::size_t kHashAt = kTimestampAt + 4;

// RFC 9018 §4.3: accepted for an hour, and 5 minutes ahead for clocks that differ.
constexpr std::uint32_t kAgeMaxSeconds = 3600;
constexpr std::uint32_t kAheadMaxSeconds = 300;

/// SipHash over client cookie, version, reserved, timestamp and address (RFC 9018 §4.4).
std::uint64_t hash_of(Bytes cookie, const Address& client, const CookieSecret& secret) noexcept {
    std::array<std::uint8_t, kHashAt + 16> input;
    std::memcpy(input.data(), cookie.data(), kHashAt);
    const Bytes address = client.bytes();
    std::memcpy(&input[kHashAt], address.data(), address.size());
    return wire::siphash24(secret, Bytes(input).first(kHashAt + address.size()));
}

/// Timestamps are compared by serial number arithmetic, so that they outlive 2106 (RFC 9018 §4.3).
bool is_timely(std::uint32_t made_s, std::uint32_t clock_s) noexcept {
    const std::uint32_t age_s = clock_s - made_s;
    return age_s <= kAgeMaxSeconds || made_s - clock_s <= kAheadMaxSeconds;
}

} // namespace

bool is_valid_cookie(Bytes cookie, const Address& client, const CookieSettings& settings,
                     std::uint32_t clock_s) noexcept {
    if (cookie.size() != kCookieLength || cookie[kClientCookieLength] != kVersion) return false;
    if (!is_timely(wire::load32(&cookie[kTimestampAt]), clock_s)) return false;
    std::uint64_t shown = 0;
    std::memcpy(&shown, &cookie[kHashAt], sizeof shown);
    return std::ranges::any_of(settings.secrets, [&](const CookieSecret& secret) {
        return hash_of(cookie, client, secret) == shown;
    });
}

std::array<std::uint8_t, kCookieLength> fresh_cookie(Bytes cookie, const Address& client,
                                                     const CookieSettings& settings,
                                                     std::uint32_t clock_s) noexcept {
    std::array<std::uint8_t, kCookieLength> fresh{};
    std::memcpy(fresh.data(), cookie.data(), kClientCookieLength);
    fresh[kClientCookieLength] = kVersion;
    wire::store32(&fresh[kTimestampAt], clock_s);
    const std::uint64_t hash = hash_of(fresh, client, settings.secrets.front());
    std::memcpy(&fresh[kHashAt], &hash, sizeof hash);
    return fresh;
}

} // namespace signpost::answer
