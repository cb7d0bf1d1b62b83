// Who gets which of a service's endpoints how often, in numbers: a plan without its records.
//
// Services whose endpoints stand alike have equal allotments, and share one. Immutable; any thread.
#pragma once

#include "core/steer/service.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace signpost::steer {

/// What is given for draws up to `last`, behind those of the slice before it.
struct Slice {
    static constexpr std::uint32_t kNothing = UINT32_MAX;

    std::uint32_t last = UINT32_MAX;
    std::uint32_t set = kNothing; ///< Of the plan; kNothing: the answer is NODATA.
};

/// What clients at one viewpoint get for one kind of records.
struct Choice {
    std::uint32_t first = 0; ///< Of its slices.
    std::uint16_t count = 0;
    bool is_by_network = false; ///< The draw must be a hash of the client's network.

    bool operator==(const Choice&) const = default;
};

struct Allotment {
    /// Endpoints that are given together.
    struct Set {
        std::uint32_t at = 0; ///< What slices call it: where its RRset is among those of a plan.
        Kind kind = Kind::A;
        std::vector<std::size_t> offers; ///< Numbers, in the order of the answer.
    };

    /// Who remained for some clients, and what is drawn among them.
    struct Outcome {
        Kind kind = Kind::A;
        std::vector<std::size_t> offers; ///< Numbers.
        Choice choice;
    };

    // In the order in which a reply reads them.
    std::array<std::vector<Choice>, kKinds> choices; ///< By viewpoint; empty: not steered.
    std::array<bool, kKinds> is_same_for_all{};
    std::vector<std::uint8_t> is_closed; ///< By viewpoint; empty: open to all.
    std::vector<Slice> slices;

    std::vector<Set> sets; ///< By `at`; each is there once.
    std::vector<Outcome> outcomes;
    std::vector<std::uint8_t> has_part; ///< By offer: whether it remains for some clients.
};

} // namespace signpost::steer
