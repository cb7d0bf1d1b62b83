// Runs of octets, as every floor passes them around.
#pragma once

#include <cstdint>
#include <span>

namespace signpost {

using Bytes = std::span<const std::uint8_t>; ///< Borrowed, read-only.
using MutableBytes = std::span<std::uint8_t>;

} // namespace signpost
