// How many TCP connections there are, in all and for each client.
//
// Shared by the TCP threads, because the kernel spreads one client's connections over them. Locked
// when a connection comes or goes, never for a query.
#pragma once

#include "base/address.hpp"
#include "data_plane/limits.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace signpost::data_plane {

class ConnectionQuota {
public:
    explicit ConnectionQuota(const TcpLimits& limits) : limits_(limits) {}

    /// False if the client must be turned away; if true, leave() is owed.
    [[nodiscard]] bool admit(const Address& client);
    void leave(const Address& client);

    [[nodiscard]] std::uint32_t total() const noexcept {
        return total_.load(std::memory_order_relaxed);
    }
    /// Time to part from idle connections sooner: three quarters of the places are taken.
    [[nodiscard]] bool is_scarce() const noexcept {
        return total() >= limits_.connections_max - limits_.connections_max / 4;
    }

private:
    TcpLimits limits_;
    std::mutex mutex_;
    std::map<Address, std::uint32_t> clients_; // guarded by mutex_; counts are never 0
    std::atomic<std::uint32_t> total_{0};      // written under mutex_
};

} // namespace signpost::data_plane
