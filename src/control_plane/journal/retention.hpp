// How long the journal remembers. Values.
#pragma once

#include <cstdint>

namespace signpost::journal {

struct Retention {
    std::uint32_t days = 190;
    std::uint32_t days_min = 180; ///< Younger entries stay, even beyond size_mb.
    std::uint32_t size_mb = 1024;

    bool operator==(const Retention&) const = default;
};

} // namespace signpost::journal
