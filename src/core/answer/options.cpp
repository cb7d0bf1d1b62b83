#include "core/answer/options.hpp"

#include "core/wire/client_subnet.hpp"

#include <algorithm>

namespace signpost::answer {
namespace {

constexpr std::size_t kOptLength = 11;      // root, type, class, TTL, RDLENGTH (RFC 6891 §6.1.2)
constexpr std::size_t kOptionHead = 4;      // code, length
constexpr std::size_t kKeepaliveLength = 2; // RFC 7828 §3.1
constexpr std::size_t kExtendedErrorLength = 2; // no text (RFC 8914 §2)
constexpr std::size_t kPaddingBlock = 468;      // RFC 8467 §4.1

std::size_t option_size(std::size_t length) noexcept {
    return length == 0 ? 0 : kOptionHead + length;
}

/// Builds the RDATA in front of what the writer has not used yet.
class OptionWriter {
public:
    void append(std::uint16_t code, Bytes value) noexcept {
        wire::store16(&rdata_[length_], code);
        wire::store16(&rdata_[length_ + 2], static_cast<std::uint16_t>(value.size()));
        std::memcpy(&rdata_[length_ + kOptionHead], value.data(), value.size());
        length_ += kOptionHead + value.size();
    }
    void append_zeros(std::uint16_t code, std::size_t count) noexcept {
        wire::store16(&rdata_[length_], code);
        wire::store16(&rdata_[length_ + 2], static_cast<std::uint16_t>(count));
        std::memset(&rdata_[length_ + kOptionHead], 0, count);
        length_ += kOptionHead + count;
    }
    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    [[nodiscard]] Bytes rdata() const noexcept { return Bytes(rdata_).first(length_); }

private:
    // NSID, client subnet (4 + 16), cookie, keepalive, extended error and a block of padding.
    std::array<std::uint8_t, 1024> rdata_;
    std::size_t length_ = 0;
};

/// Octets of padding that fill the message up to a whole block, or to its limit.
std::size_t padding_for(const MessageWriter& writer, std::size_t rdata_length) noexcept {
    const std::size_t unpadded = writer.at() + kOptLength + rdata_length + kOptionHead;
    const std::size_t wanted = (kPaddingBlock - unpadded % kPaddingBlock) % kPaddingBlock;
    return std::min(wanted, writer.room() - (kOptLength + rdata_length + kOptionHead));
}

} // namespace

std::size_t options_size(const Options& options) noexcept {
    return kOptLength + option_size(options.nsid.size()) +
           (options.client_subnet
                ? option_size(wire::ClientSubnetValue::length(*options.client_subnet))
                : 0) +
           option_size(options.cookie ? kCookieLength : 0) +
           option_size(options.keepalive_ds ? kKeepaliveLength : 0);
}

void append_options(const Options& options, wire::Rcode rcode, wire::ExtendedError why,
                    MessageWriter& writer) noexcept {
    OptionWriter rdata;
    if (!options.nsid.empty()) rdata.append(wire::option::kNsid, options.nsid);
    if (options.client_subnet)
        rdata.append(wire::option::kClientSubnet,
                     wire::ClientSubnetValue(*options.client_subnet, options.scope_bits).bytes());
    if (options.cookie) rdata.append(wire::option::kCookie, *options.cookie);
    if (options.keepalive_ds) {
        std::array<std::uint8_t, kKeepaliveLength> timeout{};
        wire::store16(timeout.data(), *options.keepalive_ds);
        rdata.append(wire::option::kKeepalive, timeout);
    }
    const auto fits = [&](std::size_t more) {
        return kOptLength + rdata.length() + more <= writer.room();
    };
    if (why != wire::ExtendedError::None && fits(option_size(kExtendedErrorLength))) {
        std::array<std::uint8_t, kExtendedErrorLength> code{};
        wire::store16(code.data(), static_cast<std::uint16_t>(why));
        rdata.append(wire::option::kExtendedError, code);
    }
    if (options.pads && fits(kOptionHead))
        rdata.append_zeros(wire::option::kPadding, padding_for(writer, rdata.length()));

    constexpr std::uint32_t kDnssecOk = 0x8000;
    const std::uint32_t extended_rcode = static_cast<std::uint32_t>(rcode) >> 4;
    std::array<std::uint8_t, kOptLength> head{};
    wire::store16(&head[1], wire::type::kOpt);
    wire::store16(&head[3], options.udp_payload);
    wire::store32(&head[5], extended_rcode << 24 | (options.dnssec_ok ? kDnssecOk : 0));
    wire::store16(&head[9], static_cast<std::uint16_t>(rdata.length()));
    static_cast<void>(writer.append(Section::Additional, head, rdata.rdata()));
}

} // namespace signpost::answer
