// What the operator set about answering, apart from zones, in the form that workers read.
#pragma once

#include "base/address.hpp"

#include <array>
#include <string>
#include <vector>

namespace signpost {

/// A key of the DNS cookie algorithm (RFC 9018 §4): 128 bits, shared by all nodes of a service.
using CookieSecret = std::array<std::uint8_t, 16>;

struct CookieSettings {
    bool enabled = true;
    bool required = false; ///< Over UDP, ask clients that speak cookies for a valid one: BADCOOKIE.
    /// The first makes new cookies, all are accepted: so secrets roll without a break. Never empty.
    std::vector<CookieSecret> secrets;
};

/// Response rate limiting over UDP, for each client network of /24 (IPv4) or /56 (IPv6).
struct RateLimitSettings {
    bool enabled = true;
    /// For one worker: the control plane divides what the operator wrote by the workers, over
    /// which the kernel spreads a client's packets. 1 to 1,000,000.
    std::uint32_t responses_per_s = 1000;
    std::uint32_t slip = 2; ///< Each slip-th limited response goes out truncated; 0: none does.
    std::vector<Prefix> exempt;
};

struct Settings {
    static constexpr std::size_t kTextMax = 64; ///< Octets; fits the smallest reply.
    std::string identity;                       ///< Told by NSID and id.server; empty: not told.
    std::string version;                        ///< Told by version.server; empty: not told.
    std::vector<Prefix> diagnostics_from;       ///< Who may ask in class CH; others are refused.
    /// Whose client subnet may also claim a tag: that is a right, and not only a place.
    std::vector<Prefix> ecs_tags_from;
    std::vector<Prefix> ecs_from;         ///< Whose client subnet option (RFC 7871) is believed.
    std::uint16_t udp_payload_max = 1232; ///< Octets; 512 to 4096. What no path fragments.
    std::uint16_t tcp_idle_ds = 100;      ///< Told by edns-tcp-keepalive (RFC 7828), in 100 ms.
    CookieSettings cookies;
    RateLimitSettings rate_limit;
};

} // namespace signpost
