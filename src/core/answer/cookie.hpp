// DNS cookies (RFC 7873) with the interoperable server cookie of RFC 9018.
//
// A client that shows a cookie we made for its address has not forged that address.
#pragma once

#include "base/address.hpp"
#include "core/snapshot/settings.hpp"

#include <array>

namespace signpost::answer {

inline constexpr std::size_t kClientCookieLength = 8;
inline constexpr std::size_t kCookieLength = 24; ///< Client cookie and server cookie together.

/// `cookie` is an option value of a length that RFC 7873 allows. True if its server cookie was made
/// for `client` with any of the secrets and is neither too old nor from the future (RFC 9018 §4.3).
[[nodiscard]] bool is_valid_cookie(Bytes cookie, const Address& client,
                                   const CookieSettings& settings, std::uint32_t clock_s) noexcept;

/// The client cookie that `cookie` begins with, and a fresh server cookie for it.
[[nodiscard]] std::array<std::uint8_t, kCookieLength> fresh_cookie(Bytes cookie,
                                                                   const Address& client,
                                                                   const CookieSettings& settings,
                                                                   std::uint32_t clock_s) noexcept;

} // namespace signpost::answer
