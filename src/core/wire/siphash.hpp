// SipHash-2-4 (Aumasson, Bernstein 2012): the keyed hash of DNS cookies (RFC 9018 §4.4).
#pragma once

#include "base/bytes.hpp"

#include <array>
#include <cstdint>

namespace signpost::wire {

[[nodiscard]] std::uint64_t siphash24(const std::array<std::uint8_t, 16>& key,
                                      Bytes message) noexcept;

} // namespace signpost::wire
