// When a service that is busy wants to be asked again (RFC 9110 §10.2.3).
#pragma once

#include "control_plane/http/exchange.hpp"

#include <cstdint>
#include <optional>

namespace signpost::http {

inline constexpr std::uint32_t kRetryAfterMaxS = 86'400;

/// What the header Retry-After says, at most a day; none if it says nothing usable. A date there is
/// measured against the Date of the same answer, so that no clock of ours matters.
[[nodiscard]] std::optional<std::uint32_t> retry_after_s(const Response& response);

} // namespace signpost::http
