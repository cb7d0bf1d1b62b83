// The smallest zone file that loads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::zone_folder {

/// SOA in line 1, NS in line 2, then `more`.
inline std::string zone_text(std::uint32_t serial, std::string_view more = "") {
    return "@ 60 SOA ns.other. hostmaster " + std::to_string(serial) + " 1 1 1 60\n" +
           "@ 60 NS ns.other.\n" + std::string(more);
}

} // namespace signpost::zone_folder
