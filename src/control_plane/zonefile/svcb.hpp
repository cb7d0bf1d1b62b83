// SVCB and HTTPS records (RFC 9460), from text and as wire form.
#pragma once

#include "control_plane/zonefile/fields.hpp"

namespace signpost::zonefile {

/// Reads priority, target and parameters into `out`, parameters sorted as §2.2 asks. Refuses what
/// ldns would let through: wrong port, parameter given twice, empty lists.
void read_svcb(Fields& in, Rdata& out);

/// Null if the parameters of a record with this priority are well-formed and consistent: keys in
/// order, values whole, mandatory keys present (§8), none in alias mode (§2.4.2), no-default-alpn
/// only with alpn (§7.1.1).
[[nodiscard]] const char* check_svcb(Bytes parameters, std::uint16_t priority);

} // namespace signpost::zonefile
