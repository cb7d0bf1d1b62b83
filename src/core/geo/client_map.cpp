#include "core/geo/client_map.hpp"

#include <algorithm>

namespace signpost::geo {
namespace {

constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::uint8_t kNat64[12] = {0, 0x64, 0xff, 0x9b};
constexpr std::uint8_t k6to4[2] = {0x20, 0x02};

bool begins_with(Bytes octets, Bytes prefix) noexcept {
    return std::ranges::equal(octets.first(prefix.size()), prefix);
}

} // namespace

std::size_t carried_ipv4_at(const Address& address) noexcept {
    if (address.family != Family::V6) return 0;
    const Bytes octets = address.bytes();
    if (begins_with(octets, k6to4)) return sizeof k6to4;
    if (begins_with(octets, kMapped) || begins_with(octets, kNat64)) return sizeof kMapped;
    return 0;
}

Prefix seen_as(const Prefix& prefix) noexcept {
    const std::size_t carried_at = carried_ipv4_at(prefix.address);
    // A carrier as a whole says nothing of IPv4: it must not stand for all of that.
    if (carried_at == 0 || prefix.bits <= 8 * carried_at) return prefix;
    constexpr std::size_t kIpv4Bits = 32; // what is longer is within one IPv4 address
    Prefix seen;
    std::copy_n(prefix.address.octets.begin() + static_cast<std::ptrdiff_t>(carried_at),
                seen.address.length(), seen.address.octets.begin());
    seen.bits = static_cast<std::uint8_t>(std::min(prefix.bits - 8 * carried_at, kIpv4Bits));
    return seen;
}

Partition mark_carriers(const Partition& v6, std::uint32_t value) {
    const Partition carriers(
        {{Key{0xffff} << 32, 96, 1}, {Key{0x0064ff9b} << 96, 96, 1}, {Key{0x2002} << 112, 16, 1}});
    return Partition::overlay(v6, carriers, [value](std::uint32_t known, std::uint32_t carrier) {
        return carrier != 0 ? value : known;
    });
}

/// What carries IPv4 is answered from the table of IPv4, so in the other it only has to differ.
Result<ClientMap> ClientMap::compile(const Partition& v4, const Partition& v6) {
    Result<PrefixTable> v4_table = PrefixTable::compile(v4);
    if (!v4_table) return v4_table.error();
    Result<PrefixTable> v6_table = PrefixTable::compile(mark_carriers(v6, kClassMax + 1));
    if (!v6_table) return v6_table.error();
    return ClientMap(*std::move(v4_table), *std::move(v6_table));
}

PrefixTable::Found ClientMap::classify(const Address& client) const noexcept {
    if (client.family == Family::V4) return v4_.find(client.octets.data());
    const std::size_t carried_at = carried_ipv4_at(client);
    if (carried_at == 0) return v6_.find(client.octets.data());
    PrefixTable::Found found = v4_.find(&client.octets[carried_at]);
    found.bits = static_cast<std::uint8_t>(found.bits + 8 * carried_at);
    return found;
}

} // namespace signpost::geo
