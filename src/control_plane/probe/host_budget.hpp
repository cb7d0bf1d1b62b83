// How much one host is probed: in any second no more begins than config::Courtesy says.
//
// Pure. The rota has one for each probed address; times are monotonic.
#pragma once

#include "control_plane/config/checks.hpp"

#include <cstdint>
#include <deque>

namespace signpost::probe {

class HostBudget {
public:
    /// Whether one more may begin.
    [[nodiscard]] bool has_room(std::uint64_t now_ms, const config::Courtesy& courtesy);
    /// When has_room() can become true without an end(); 0 if it cannot.
    [[nodiscard]] std::uint64_t room_at(const config::Courtesy& courtesy) const;

    void begin(std::uint64_t now_ms);
    /// So many requests more than the one that began: known when its answer is there.
    void count(std::uint64_t now_ms, std::uint32_t requests);
    void end() noexcept { --under_way_; }

private:
    std::deque<std::uint64_t> begun_; ///< In the last second.
    std::uint32_t under_way_ = 0;
};

} // namespace signpost::probe
