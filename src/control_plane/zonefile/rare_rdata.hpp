// The data of record types that no large zone is full of: by ldns's table of their fields.
//
// ldns tells which fields a type has and converts those that have a notation of their own (LOC,
// WKS, times, algorithm names, …). Numbers, names, strings, hexadecimal and base64 are read by
// Fields, because ldns's own conversion wraps numbers around and makes relative names absolute.
#pragma once

#include "control_plane/zonefile/fields.hpp"

namespace signpost::zonefile {

/// As read_rdata(), without `\#`. What ldns lets through must still be checked by check_rdata().
void read_rare_rdata(std::uint16_t type, Fields& in, Rdata& out);

} // namespace signpost::zonefile
