// The client subnet option (RFC 7871): for whom a resolver asks.
#pragma once

#include "base/address.hpp"

#include <optional>

namespace signpost::wire {

/// Reads the option's value from a query. None if the query must get FORMERR (RFC 7871 §7.1.2 and
/// §6): unknown family, lengths that do not fit, bits set behind the prefix, a scope.
/// A prefix of length 0 means: do not steer by my address.
[[nodiscard]] std::optional<Prefix> parse_client_subnet(Bytes value) noexcept;

} // namespace signpost::wire
