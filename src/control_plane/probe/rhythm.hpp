// When a probe is asked: at times spread evenly, the same after every restart of the list.
//
// Pure. A probe has a slot in each interval, at a place that follows from its name, so that starts
// neither come in bursts nor depend on chance.
#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <string_view>

namespace signpost::probe {

/// Where in its interval a probe has its slot; of any interval, its remainder is.
[[nodiscard]] std::uint64_t place_of(std::string_view check, const Address& target) noexcept;

struct Rhythm {
    std::uint64_t place = 0;
    std::uint32_t interval_ms = 1000;

    /// The first slot later than `after_ms`.
    [[nodiscard]] std::uint64_t slot_after(std::uint64_t after_ms) const noexcept;

    /// When a new probe is first asked: within its interval, and within a second if that is longer.
    [[nodiscard]] std::uint64_t first(std::uint64_t now_ms) const noexcept;

    /// When it is asked again after it was asked now, in its slot or out of it: not within half an
    /// interval, and back in its slot.
    [[nodiscard]] std::uint64_t next(std::uint64_t now_ms) const noexcept;
};

} // namespace signpost::probe
