// The last step of steering: which of the endpoints that remain are given together, and how often.
//
// Whatever the pick, the outcome is a finite list of sets, each with its share of all draws, so
// that the packet path only draws a number. Pure; control side.
#pragma once

#include "core/steer/policy.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace signpost::steer {

/// An endpoint that remains.
struct Contender {
    std::size_t number = 0;   ///< What Shares::lists call it.
    std::uint64_t weight = 1; ///< 0: given only if all have 0. At most 2^40.
    std::uint64_t key = 0;    ///< Of itself, whoever it stands beside: for Pick::Sticky.
};

/// What is given for the draws that lie behind those of the share before it, up to `last`.
struct Share {
    std::uint32_t list = 0; ///< Of Shares::lists.
    std::uint32_t last = UINT32_MAX;

    bool operator==(const Share&) const = default;
};

/// Shares of all 2^32 draws.
struct Shares {
    std::vector<std::vector<std::size_t>> lists; ///< Numbers, in the order of the answer; distinct.
    std::vector<Share> in_order;                 ///< One at least.

    [[nodiscard]] const std::vector<std::size_t>& given(std::uint32_t draw) const;

    bool operator==(const Shares&) const = default;
};

/// Each share gives something unless nobody contends. For Weighted, each contender is among the
/// given as often as its weight says: the systematic sampling of Madow (1949). For Sticky, the draw
/// must be a hash of the client's network; who of 256 parts of them gets what is decided by
/// rendezvous hashing, so a contender that leaves or comes moves no client of another.
[[nodiscard]] Shares shares_of(Pick pick, std::size_t answers_max,
                               std::span<const Contender> contenders);

} // namespace signpost::steer
