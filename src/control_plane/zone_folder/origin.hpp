// Which zone a file of the zones folder holds, told by its name.
//
// `ORIGIN.zone` is the zone ORIGIN, letter case apart; `..zone` is the root. A label may hold any
// octet as `\DDD`, so the zone 0/25.2.0.192.in-addr.arpa (RFC 2317) is the file
// `0\04725.2.0.192.in-addr.arpa.zone`. Pure.
#pragma once

#include "core/wire/name.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace signpost::zone_folder {

/// False for files that editors and packagers leave about: hidden ones, backups, whatever does not
/// end in ".zone".
[[nodiscard]] bool is_zone_file_name(std::string_view file_name) noexcept;

struct Origin {
    wire::Name name;
    std::string text; ///< "ybj.example.", in lower case: the key of the zone.
};

/// Nothing if the name is not a domain name; `reason` then says why.
[[nodiscard]] std::optional<Origin> origin_of(std::string_view file_name, std::string& reason);

} // namespace signpost::zone_folder
