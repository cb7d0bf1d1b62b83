// Addresses as the kernel has them, and as we do.
#pragma once

#include "base/address.hpp"

#include <sys/socket.h>

namespace signpost::loop {

struct RawSocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    [[nodiscard]] const sockaddr* get() const noexcept {
        return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
    }
};

[[nodiscard]] RawSocketAddress to_raw(const SocketAddress& where) noexcept;

/// Without the port. A v4-mapped IPv6 address is unmapped.
[[nodiscard]] Address address_of(const sockaddr_storage& raw) noexcept;

[[nodiscard]] bool is_wildcard(const Address& address) noexcept;

} // namespace signpost::loop
