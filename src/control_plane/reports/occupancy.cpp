#include "control_plane/reports/occupancy.hpp"

#include <algorithm>

namespace signpost::reports {
namespace {

Address network_of(Address address) {
    if (address.family == Family::V6)
        std::fill(address.octets.begin() + 8, address.octets.end(), std::uint8_t{0});
    return address;
}

} // namespace

bool Occupancy::has_room(const Address& from) const {
    const auto taken = std::ranges::count_if(places_, [network = network_of(from)](const auto& at) {
        return at.second.network == network;
    });
    return static_cast<std::size_t>(taken) < rule_.per_network;
}

void Occupancy::begin(int socket, const Address& from, std::uint64_t now_ms) {
    places_[socket] = {.network = network_of(from), .late_ms = now_ms + rule_.connection_max_ms};
}

void Occupancy::renew(int socket, std::uint64_t now_ms) {
    const auto found = places_.find(socket);
    if (found != places_.end() && found->second.late_ms)
        found->second.late_ms = now_ms + rule_.connection_max_ms;
}

void Occupancy::end(int socket) {
    places_.erase(socket);
}

std::vector<int> Occupancy::take_late(std::uint64_t now_ms) {
    std::vector<int> late;
    for (auto& [socket, place] : places_)
        if (place.late_ms && *place.late_ms <= now_ms) {
            place.late_ms.reset();
            late.push_back(socket);
        }
    return late;
}

std::optional<std::uint64_t> Occupancy::next_late_ms() const {
    std::optional<std::uint64_t> next;
    for (const auto& [socket, place] : places_)
        if (place.late_ms && (!next || *place.late_ms < *next)) next = place.late_ms;
    return next;
}

} // namespace signpost::reports
