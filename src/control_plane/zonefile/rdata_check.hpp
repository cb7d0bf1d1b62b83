// Is this wire form what its type promises?
//
// For data that came as raw octets (RFC 3597), or through ldns, which is lenient: every field must
// be whole, every name complete and uncompressed, and nothing may follow.
#pragma once

#include "base/bytes.hpp"

namespace signpost::zonefile {

/// Null if well-formed, or what is wrong in words for the operator. Types that nobody knows may
/// hold anything.
[[nodiscard]] const char* check_rdata(std::uint16_t type, Bytes rdata);

} // namespace signpost::zonefile
