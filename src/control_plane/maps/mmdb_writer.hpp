// An atlas as a file in MaxMind's format, version 2.0.
//
// signpost-map builds maps with it. There is one tree for both families, with IPv4 at ::/96 as
// readers expect it. A record is a map of `isp`, `region`, `country` (texts) and `tags` (a list of
// texts); what is not known is left out. Pure; any thread.
#pragma once

#include "base/result.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/names.hpp"

#include <cstdint>
#include <string>

namespace signpost::maps {

struct MmdbAbout {
    std::string type = "Signpost"; ///< "database_type"
    std::string description;       ///< In English.
    std::uint64_t built_s = 0;     ///< Seconds since 1970.
    unsigned record_bits_min = 24; ///< Or 28 or 32; a large map takes more by itself.
};

/// The octets of the file. An error if it would need more than 2^32 nodes and data.
[[nodiscard]] Result<std::string> write_mmdb(const geo::Atlas& atlas, const geo::Names& names,
                                             const MmdbAbout& about);

} // namespace signpost::maps
