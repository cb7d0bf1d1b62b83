// Echo requests and replies of ICMP and ICMPv6 (RFC 792, RFC 4443 §4): written and recognised.
//
// Pure; recognising is total.
#pragma once

#include "base/address.hpp"

#include <array>

namespace signpost::probe {

struct Echo {
    static constexpr std::size_t kNonceSize = 16;

    Family family = Family::V4;
    std::uint16_t id = 0;
    std::uint16_t sequence = 1;
    std::array<std::uint8_t, kNonceSize> nonce{}; ///< Unpredictable: a forger cannot answer for it.
};

inline constexpr std::size_t kEchoSize = 8 + Echo::kNonceSize;

/// The request, with its checksum if it is IPv4; for IPv6 the kernel puts it.
[[nodiscard]] std::array<std::uint8_t, kEchoSize> write_echo(const Echo& echo) noexcept;

/// How a socket hands over what it received.
enum class Envelope : std::uint8_t {
    None,     ///< ICMP alone, for this socket alone: the kernel has checked its own id.
    NoneRaw,  ///< ICMP alone, whomever it is for.
    IpHeader, ///< Behind an IPv4 header, whomever it is for.
};

[[nodiscard]] bool is_reply_to(const Echo& echo, Bytes datagram, Envelope envelope) noexcept;

} // namespace signpost::probe
