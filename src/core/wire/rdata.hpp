// Which RDATA holds domain names, and where: the one table for compression and additional data.
//
// Only the types of RFC 1035 may have their names compressed (RFC 3597 §4).
#pragma once

#include "core/wire/registry.hpp"

#include <cstddef>

namespace signpost::wire {

struct RdataNames {
    static constexpr std::size_t kCountMax = 2;

    std::uint8_t skip = 0;  ///< Octets before the first name.
    std::uint8_t count = 0; ///< Names that follow each other.
    bool compressed = false;
    bool has_target = false; ///< The first name's addresses are additional data.
};

[[nodiscard]] constexpr RdataNames rdata_names(std::uint16_t rr_type) noexcept {
    switch (rr_type) {
    case type::kNs:
        return {0, 1, true, true};
    case type::kMx:
        return {2, 1, true, true};
    case type::kSrv:
        return {6, 1, false, true};
    case type::kSoa:
    case type::kMinfo:
        return {0, 2, true, false};
    case type::kCname:
    case type::kPtr:
    case type::kMd:
    case type::kMf:
    case type::kMb:
    case type::kMg:
    case type::kMr:
        return {0, 1, true, false};
    default:
        return {};
    }
}

} // namespace signpost::wire
