// IP addresses and prefixes, as values.
//
// Used by every floor and thread: clients, listen addresses, access lists, and later links and
// maps. Knows nothing of sockets; the data plane converts from and to sockaddr.
#pragma once

#include "base/bytes.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace signpost {

enum class Family : std::uint8_t { V4, V6 };

/// An IPv4 or IPv6 address. An IPv4 address uses the first four octets; the rest stay zero.
struct Address {
    std::array<std::uint8_t, 16> octets{};
    Family family = Family::V4;

    [[nodiscard]] std::size_t length() const noexcept { return family == Family::V4 ? 4 : 16; }
    [[nodiscard]] Bytes bytes() const noexcept { return {octets.data(), length()}; }
    auto operator<=>(const Address&) const = default;
};

/// An address block: `bits` leading bits of `address` count, at most 32 or 128.
struct Prefix {
    Address address;
    std::uint8_t bits = 0;

    /// False across families: a v4-mapped address must be unmapped by the caller first.
    [[nodiscard]] bool contains(const Address& other) const noexcept;
    auto operator<=>(const Prefix&) const = default;
};

/// Reads "192.0.2.1" or "2001:db8::1"; nothing else, no surrounding blanks, no zone index.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// Reads "192.0.2.0/24"; a bare address is a prefix of full length. Bits set past the length are
/// refused: "10.0.0.1/8" is more often a slip than a meaning.
[[nodiscard]] std::optional<Prefix> parse_prefix(std::string_view text);

[[nodiscard]] std::string to_text(const Address& address);
[[nodiscard]] std::string to_text(const Prefix& prefix);

/// An address and a port: "192.0.2.1:53", "[2001:db8::1]:53".
struct SocketAddress {
    Address address;
    std::uint16_t port = 0;

    auto operator<=>(const SocketAddress&) const = default;
};

[[nodiscard]] std::optional<SocketAddress> parse_socket_address(std::string_view text);
[[nodiscard]] std::string to_text(const SocketAddress& where);

} // namespace signpost
