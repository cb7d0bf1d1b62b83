#include "control_plane/probe/echo.hpp"

#include "base/byte_reader.hpp"
#include "core/wire/octets.hpp"

#include <algorithm>

namespace signpost::probe {
namespace {

constexpr std::uint8_t kRequestV4 = 8;
constexpr std::uint8_t kReplyV4 = 0;
constexpr std::uint8_t kRequestV6 = 128;
constexpr std::uint8_t kReplyV6 = 129;

/// RFC 1071. `octets` are even in number.
std::uint16_t checksum_of(Bytes octets) noexcept {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); i += 2)
        sum += wire::load16(&octets[i]);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace

std::array<std::uint8_t, kEchoSize> write_echo(const Echo& echo) noexcept {
    std::array<std::uint8_t, kEchoSize> octets{};
    octets[0] = echo.family == Family::V4 ? kRequestV4 : kRequestV6;
    wire::store16(&octets[4], echo.id);
    wire::store16(&octets[6], echo.sequence);
    std::ranges::copy(echo.nonce, &octets[8]);
    if (echo.family == Family::V4) wire::store16(&octets[2], checksum_of(octets));
    return octets;
}

bool is_reply_to(const Echo& echo, Bytes datagram, Envelope envelope) noexcept {
    ByteReader in(datagram);
    if (envelope == Envelope::IpHeader) {
        const std::size_t header = std::size_t{4} * (in.u8() & 15);
        if (header < 20) return false;
        in.take(header - 1);
    }
    const std::uint8_t type = in.u8();
    const std::uint8_t code = in.u8();
    in.u16(); // the checksum: the nonce says more
    const std::uint16_t id = in.u16();
    const std::uint16_t sequence = in.u16();
    const Bytes nonce = in.take(Echo::kNonceSize);
    return in.ok() && type == (echo.family == Family::V4 ? kReplyV4 : kReplyV6) && code == 0 &&
           (id == echo.id || envelope == Envelope::None) && sequence == echo.sequence &&
           std::ranges::equal(nonce, echo.nonce);
}

} // namespace signpost::probe
