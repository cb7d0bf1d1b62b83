// When something happened, by both clocks.
//
// Durations are measured with the first, which no one sets; the second is for people, and for what
// must outlive a restart. The shells read the clocks; core/ is told.
#pragma once

#include <cstdint>

namespace signpost::health {

struct Moment {
    std::uint64_t monotonic_ms = 0; ///< Since some start; never goes back.
    std::int64_t wall_ms = 0;       ///< Since 1970, UTC; may jump.
};

} // namespace signpost::health
