// How much of the address space is of which class, before and after a change.
//
// compare() weighs with it what clients get. Pure; a background thread, for large maps take a
// while.
#pragma once

#include "control_plane/steering/compile.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace signpost::steering {

/// How many addresses of IPv4, and how many networks of 48 bits of IPv6.
struct Extent {
    double v4 = 0;
    double v6 = 0;

    Extent& operator+=(const Extent& other) noexcept {
        v4 += other.v4;
        v6 += other.v6;
        return *this;
    }
};

/// Clients that one state has in one class, and the other in another.
struct ClassPair {
    std::uint32_t before = 0;
    std::uint32_t after = 0;
    Extent extent;

    /// Whether anything is known of them.
    [[nodiscard]] bool is_known() const noexcept { return before != 0 || after != 0; }
};

/// Whose clients count; what is left open is everybody.
struct Among {
    std::optional<std::uint16_t> isp;   ///< As the names of the state before have it.
    std::vector<std::uint32_t> classes; ///< Of the state before.
};

/// In the order of classes. IPv6 addresses that carry an IPv4 address are left out: they are
/// answered as that one (geo::ClientMap).
[[nodiscard]] std::vector<ClassPair> class_pairs(const Compiled& before, const Compiled& after,
                                                 const Among& among);

} // namespace signpost::steering
