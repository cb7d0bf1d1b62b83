#include "data_plane/connection_quota.hpp"

#include <algorithm>

namespace signpost::data_plane {
namespace {

/// One client has at least a /64 of IPv6 (RFC 6177 §2), so its addresses count together.
Address network_of(Address client) {
    if (client.family == Family::V6) std::fill_n(client.octets.begin() + 8, 8, std::uint8_t{0});
    return client;
}

} // namespace

bool ConnectionQuota::admit(const Address& client) {
    const std::lock_guard lock(mutex_);
    if (total() >= limits_.connections_max) return false;
    const auto [place, is_new] = clients_.try_emplace(network_of(client), 0U);
    if (place->second >= limits_.connections_per_client_max) {
        if (is_new) clients_.erase(place);
        return false;
    }
    ++place->second;
    total_.store(total() + 1, std::memory_order_relaxed);
    return true;
}

void ConnectionQuota::leave(const Address& client) {
    const std::lock_guard lock(mutex_);
    const auto place = clients_.find(network_of(client));
    if (place == clients_.end()) return;
    if (--place->second == 0) clients_.erase(place);
    total_.store(total() - 1, std::memory_order_relaxed);
}

} // namespace signpost::data_plane
