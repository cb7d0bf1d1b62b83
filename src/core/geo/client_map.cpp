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

PrefixTable::Found ClientMap::classify(const Address& client) const noexcept {
    if (client.family == Family::V4) return v4_.find(client.octets.data());
    const std::size_t carried_at = carried_ipv4_at(client);
    if (carried_at == 0) return v6_.find(client.octets.data());
    PrefixTable::Found found = v4_.find(&client.octets[carried_at]);
    found.bits = static_cast<std::uint8_t>(found.bits + 8 * carried_at);
    return found;
}

} // namespace signpost::geo
