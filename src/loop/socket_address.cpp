#include "loop/socket_address.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace signpost::loop {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

} // namespace

RawSocketAddress to_raw(const SocketAddress& where) noexcept {
    RawSocketAddress raw;
    if (where.address.family == Family::V4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(where.port);
        std::memcpy(&in.sin_addr, where.address.octets.data(), sizeof in.sin_addr);
        std::memcpy(&raw.storage, &in, raw.length = sizeof in);
    } else {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(where.port);
        std::memcpy(&in.sin6_addr, where.address.octets.data(), sizeof in.sin6_addr);
        std::memcpy(&raw.storage, &in, raw.length = sizeof in);
    }
    return raw;
}

Address address_of(const sockaddr_storage& raw) noexcept {
    Address address;
    if (raw.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &raw, sizeof in);
        std::memcpy(address.octets.data(), &in.sin_addr, sizeof in.sin_addr);
        return address;
    }
    sockaddr_in6 in{};
    std::memcpy(&in, &raw, sizeof in);
    std::memcpy(address.octets.data(), &in.sin6_addr, address.octets.size());
    address.family = Family::V6;
    if (!std::equal(kMapped.begin(), kMapped.end(), address.octets.begin())) return address;
    Address unmapped;
    std::copy_n(address.octets.begin() + kMapped.size(), 4, unmapped.octets.begin());
    return unmapped;
}

bool is_wildcard(const Address& address) noexcept {
    return std::ranges::all_of(address.octets, [](std::uint8_t octet) { return octet == 0; });
}

} // namespace signpost::loop
