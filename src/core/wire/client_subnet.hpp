// The client subnet option (RFC 7871): for whom a resolver asks.
#pragma once

#include "base/address.hpp"

#include <array>
#include <optional>

namespace signpost::wire {

/// Reads the option's value from a query. None if the query must get FORMERR (RFC 7871 §7.1.2 and
/// §6): unknown family, lengths that do not fit, bits set behind the prefix, a scope.
/// A prefix of length 0 means: do not steer by my address.
[[nodiscard]] std::optional<Prefix> parse_client_subnet(Bytes value) noexcept;

/// The option's value in a reply, in its shortest form. `scope_bits`: how many bits of the prefix
/// the answer depended on, at most those of the family.
class ClientSubnetValue {
public:
    ClientSubnetValue(const Prefix& prefix, std::uint8_t scope_bits) noexcept;
    [[nodiscard]] Bytes bytes() const noexcept { return Bytes(octets_).first(length_); }

    /// Octets that the value takes.
    [[nodiscard]] static std::size_t length(const Prefix& prefix) noexcept {
        return kAddressAt + (prefix.bits + 7U) / 8;
    }

private:
    static constexpr std::size_t kAddressAt = 4; // family, source and scope prefix length

    std::array<std::uint8_t, kAddressAt + 16> octets_{};
    std::size_t length_;
};

} // namespace signpost::wire
