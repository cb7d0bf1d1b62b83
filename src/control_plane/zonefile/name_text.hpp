// Domain names: from the text of a zone file to wire form (RFC 1035 §5.1, §3.1).
#pragma once

#include "core/wire/name.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace signpost::zonefile {

/// An absolute, uncompressed name with the letters of the file. Starts as the root.
class WireName {
public:
    WireName() noexcept = default;
    /// `wire` must be a well-formed absolute name.
    explicit WireName(Bytes wire) noexcept;

    [[nodiscard]] Bytes bytes() const noexcept { return {octets_.data(), size_}; }

private:
    friend class NameWriter;
    std::array<std::uint8_t, wire::Name::kMaxLength> octets_{};
    std::uint8_t size_ = 1;
};

/// Reads `text` into `name`: with a final dot it is absolute, otherwise `origin` is appended; "@"
/// is `origin` itself. Returns null, or what is wrong in words for the operator.
///
/// `\DDD` and `\X` make any octet part of a label. Letters keep their case.
[[nodiscard]] const char* parse_name(std::string_view text, const WireName& origin,
                                     WireName& name) noexcept;

/// One octet of text, after `\` escapes are resolved (RFC 1035 §5.1).
struct Unescaped {
    std::uint8_t octet = 0;
    std::uint8_t text_size = 0; ///< Characters it took; 0 if the escape is wrong.
};

/// `text` begins with a backslash.
[[nodiscard]] Unescaped unescape(std::string_view text) noexcept;

} // namespace signpost::zonefile
