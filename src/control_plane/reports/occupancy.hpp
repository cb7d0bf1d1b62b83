// Who is connected and since when: how many connections one network may have, and for how long.
//
// An IPv6 client has a whole /64 to come from, so that counts as one. Pure: the time is an
// argument. Sockets are numbers here; whoever owns them closes them.
#pragma once

#include "base/address.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace signpost::reports {

class Occupancy {
public:
    struct Rule {
        std::size_t per_network = 0;
        std::uint32_t connection_max_ms = 0; ///< From its begin, or from when it was renewed.
    };

    explicit Occupancy(Rule rule) : rule_(rule) {}

    [[nodiscard]] bool has_room(const Address& from) const;
    void begin(int socket, const Address& from, std::uint64_t now_ms);
    void renew(int socket, std::uint64_t now_ms);
    void end(int socket);

    /// Whose time is up, each told once. They count until they end.
    [[nodiscard]] std::vector<int> take_late(std::uint64_t now_ms);
    /// When the next one's time is up.
    [[nodiscard]] std::optional<std::uint64_t> next_late_ms() const;

private:
    struct Place {
        Address network;
        std::optional<std::uint64_t> late_ms; ///< None once it was told.
    };
    Rule rule_;
    std::map<int, Place> places_; ///< By socket.
};

} // namespace signpost::reports
