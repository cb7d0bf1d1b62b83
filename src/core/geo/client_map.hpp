// Which class of clients an address belongs to.
//
// The control side compiles one from all maps; workers read it for each steered query. Knows no
// policy: what a class stands for is the plans' matter. Immutable; any thread.
#pragma once

#include "base/address.hpp"
#include "core/geo/prefix_table.hpp"

#include <utility>

namespace signpost::geo {

class ClientMap {
public:
    static constexpr std::uint32_t kClassMax = PrefixTable::kValueMax - 1;

    /// Values are classes, at most kClassMax. An error if there is no room for the table.
    [[nodiscard]] static Result<ClientMap> compile(const Partition& v4, const Partition& v6);

    /// The class, and the widest prefix in which every client has it: the scope of a client subnet
    /// (RFC 7871 §7.2.1). An IPv6 address that carries an IPv4 address has the class of that one:
    /// v4-mapped (RFC 4291 §2.5.5.2), 6to4 (RFC 3056 §2), NAT64 (RFC 6052 §2.1). Its scope lies
    /// within the prefix of such addresses, and that of others beside it.
    [[nodiscard]] PrefixTable::Found classify(const Address& client) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    [[nodiscard]] const PrefixTable& table(Family family) const noexcept {
        return family == Family::V4 ? v4_ : v6_;
    }

private:
    ClientMap(PrefixTable v4, PrefixTable v6) : v4_(std::move(v4)), v6_(std::move(v6)) {}

    PrefixTable v4_;
    PrefixTable v6_;
};

/// How many octets of an IPv6 address stand before the IPv4 address that it carries; 0: it carries
/// none.
[[nodiscard]] std::size_t carried_ipv4_at(const Address& address) noexcept;

/// The IPv4 network that stands in for an IPv6 network of such addresses; any other as it is.
[[nodiscard]] Prefix seen_as(const Prefix& prefix) noexcept;

/// The partition of IPv6 with this value for all addresses that carry an IPv4 address.
[[nodiscard]] Partition mark_carriers(const Partition& v6, std::uint32_t value);

} // namespace signpost::geo
