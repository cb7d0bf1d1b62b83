// From the text of a record's data to wire form, for every type.
#pragma once

#include "control_plane/zonefile/fields.hpp"

namespace signpost::zonefile {

/// Reads what is left of a record of type `type` into `out`, which must be empty. The form
/// `\# length hex` is understood for every type (RFC 3597 §5). What was wrong stands in `in`.
///
/// Nothing is allocated for the types of large zones; the rare ones go through ldns.
void read_rdata(std::uint16_t type, Fields& in, Rdata& out);

} // namespace signpost::zonefile
