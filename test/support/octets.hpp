// Runs of octets that tests own, and short ways to write them down.
#pragma once

#include "base/bytes.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::test {

using Octets = std::vector<std::uint8_t>;

/// "c0 0c" or "c00c"; anything but hexadecimal digits and blanks throws.
[[nodiscard]] Octets from_hex(std::string_view digits);
[[nodiscard]] std::string to_hex(Bytes octets);
[[nodiscard]] Octets u16(unsigned value);
[[nodiscard]] Octets u32(std::uint32_t value);
[[nodiscard]] Octets join(std::initializer_list<Octets> parts);

/// Wire form of "www.Example.", spelling kept. A relative name stands below `origin`, "@" is the
/// origin; \DDD and \X escape an octet (RFC 1035 §5.1).
[[nodiscard]] Octets name_octets(std::string_view text, std::string_view origin = ".");

/// ASCII letters to lower case: good for names, as length octets are no letters.
[[nodiscard]] Octets lowered(Bytes octets);

} // namespace signpost::test
