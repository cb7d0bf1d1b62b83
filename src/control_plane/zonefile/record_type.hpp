// Record types and classes by name and number.
#pragma once

#include "core/wire/registry.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace signpost::zonefile {

/// A mnemonic that we or ldns know, in either case, or TYPEnnn (RFC 3597 §5).
[[nodiscard]] std::optional<std::uint16_t> parse_record_type(std::string_view text) noexcept;

/// Types that stand in queries or beside data but are never data in a zone: OPT, and the range
/// that RFC 6895 §3.1 sets aside for questions and meta-types. 0 is reserved.
[[nodiscard]] constexpr bool is_meta_type(std::uint16_t number) noexcept {
    return number == 0 || number == wire::type::kOpt || (number >= 128 && number <= 255);
}

/// IN, CH, HS, NONE, ANY or CLASSnnn (RFC 3597 §5) in either case, as its number.
[[nodiscard]] std::optional<std::uint16_t> parse_record_class(std::string_view text) noexcept;

} // namespace signpost::zonefile
