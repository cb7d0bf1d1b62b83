#include "core/wire/client_subnet.hpp"

#include "base/byte_reader.hpp"
#include "core/wire/octets.hpp"

#include <algorithm>

namespace signpost::wire {
namespace {

// Address family numbers, as the option uses them.
constexpr unsigned kFamilyV4 = 1;
constexpr unsigned kFamilyV6 = 2;

} // namespace

std::optional<Prefix> parse_client_subnet(Bytes value) noexcept {
    ByteReader in(value);
    const unsigned family = in.u16();
    const unsigned source_bits = in.u8();
    const unsigned scope_bits = in.u8();
    if (!in.ok() || (family != kFamilyV4 && family != kFamilyV6)) return std::nullopt;

    Prefix prefix;
    prefix.address.family = family == kFamilyV4 ? Family::V4 : Family::V6;
    prefix.bits = static_cast<std::uint8_t>(source_bits);
    const std::size_t length = (source_bits + 7) / 8; // octets, the fewest that hold the prefix
    if (scope_bits != 0 || source_bits > prefix.address.length() * 8 || in.remaining() != length)
        return std::nullopt;
    std::ranges::copy(in.take(length), prefix.address.octets.begin());
    const unsigned unused_bits = static_cast<unsigned>(length * 8) - source_bits;
    if (length != 0 && (value.back() & ((1U << unused_bits) - 1)) != 0) return std::nullopt;
    return prefix;
}

ClientSubnetValue::ClientSubnetValue(const Prefix& prefix, std::uint8_t scope_bits) noexcept
    : length_(length(prefix)) {
    const bool is_v4 = prefix.address.family == Family::V4;
    store16(octets_.data(), static_cast<std::uint16_t>(is_v4 ? kFamilyV4 : kFamilyV6));
    octets_[2] = prefix.bits;
    octets_[3] = scope_bits;
    std::copy_n(prefix.address.octets.begin(), length_ - kAddressAt, octets_.begin() + kAddressAt);
}

} // namespace signpost::wire
