// Big-endian numbers in memory that is known to be long enough.
//
// For the packet path and for tables we laid out ourselves. Foreign bytes are read with ByteReader.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace signpost::wire {

static_assert(std::endian::native == std::endian::little, "byte swaps below assume it");

inline std::uint16_t load16(const std::uint8_t* at) noexcept {
    std::uint16_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return __builtin_bswap16(value);
}

inline std::uint32_t load32(const std::uint8_t* at) noexcept {
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return __builtin_bswap32(value);
}

inline void store16(std::uint8_t* at, std::uint16_t value) noexcept {
    value = __builtin_bswap16(value);
    std::memcpy(at, &value, sizeof value);
}

inline void store32(std::uint8_t* at, std::uint32_t value) noexcept {
    value = __builtin_bswap32(value);
    std::memcpy(at, &value, sizeof value);
}

} // namespace signpost::wire
