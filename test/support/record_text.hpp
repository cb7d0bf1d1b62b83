// Records as lines of text: "www 300 A 192.0.2.1". Zones are made from them, replies compared.
//
// As little as the tests of core/ need, so that these do not depend on the zone file reader: one
// record on one line, a TTL on each or none (then 300), no comments, no quotes. Bad text throws.
#pragma once

#include "support/octets.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::test {

struct TextRecord {
    Octets owner; ///< Spelt as in the text.
    std::uint16_t type = 0;
    std::uint32_t ttl_s = 0;
    Octets rdata; ///< Uncompressed.

    bool operator==(const TextRecord&) const = default;
};

/// "A", "TYPE65280" or any other type the tests use.
[[nodiscard]] std::uint16_t type_of(std::string_view mnemonic);
[[nodiscard]] std::string mnemonic_of(std::uint16_t rr_type);
[[nodiscard]] bool has_names(std::uint16_t rr_type); ///< In its RDATA.

/// RDATA of any type may also be written as "\# c0000201".
[[nodiscard]] TextRecord record_of(std::string_view line, std::string_view origin);
[[nodiscard]] std::vector<TextRecord> records_of(std::string_view lines, std::string_view origin);
/// The line again, with absolute names.
[[nodiscard]] std::string line_of(const TextRecord& record);

} // namespace signpost::test
