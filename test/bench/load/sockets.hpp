// An owned socket, and socket addresses in the form that the kernel takes.
#pragma once

#include "base/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace signpost::bench {

/// A file descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

private:
    int number_;
};

/// A non-blocking socket of `type` connected to `where`, which is IPv4; not open on failure.
inline Descriptor connect_to(const SocketAddress& where, int type) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(where.port);
    std::memcpy(&address.sin_addr, where.address.octets.data(), sizeof address.sin_addr);
    Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const auto* const generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (connect(socket.number(), generic, sizeof address) != 0) return Descriptor(-1);
    return socket;
}

} // namespace signpost::bench
