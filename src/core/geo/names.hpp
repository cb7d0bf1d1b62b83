// The vocabularies that all maps and the configuration share. Control side only.
#pragma once

#include "core/geo/location.hpp"
#include "core/geo/vocabulary.hpp"

namespace signpost::geo {

struct Names {
    static constexpr std::uint16_t kTagsMax = 64; ///< As many as Location::tags has bits.

    Vocabulary isps{UINT16_MAX};
    Vocabulary regions{UINT16_MAX};
    Vocabulary countries{UINT16_MAX};
    Vocabulary tags{kTagsMax};
};

/// Up to 64 octets of UTF-8, none of them a control character.
[[nodiscard]] bool is_name(std::string_view text) noexcept;

} // namespace signpost::geo
