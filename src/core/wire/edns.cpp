#include "core/wire/edns.hpp"

#include "base/byte_reader.hpp"
#include "core/wire/client_subnet.hpp"
#include "core/wire/registry.hpp"

namespace signpost::wire {
namespace {

constexpr unsigned kDnssecOk = 0x8000;

/// Passes over a name that may be compressed; what a pointer points to does not matter here.
/// Returns whether the name was the root.
bool skip_name(ByteReader& in) noexcept {
    constexpr unsigned kPointer = 0xc0;
    bool is_root = true;
    for (;;) { // ends: every turn takes an octet or exhausts the reader
        const unsigned length = in.u8();
        if (length == 0) return is_root;
        is_root = false;
        if (length >= kPointer) {
            in.u8();
            return false;
        }
        if (length > Name::kMaxLabel) in.fail();
        in.take(length);
    }
}

void read_client_subnet(Bytes value, Edns& edns) noexcept {
    const std::optional<Prefix> subnet = parse_client_subnet(value);
    if (!subnet) edns.malformed = true;
    if (!subnet || edns.has_client_subnet) return; // only the first counts
    edns.has_client_subnet = true;
    edns.client_subnet = *subnet;
}

void read_option(std::uint16_t code, Bytes value, Edns& edns) noexcept {
    switch (code) {
    case option::kNsid:
        edns.asks_nsid = true;
        break;
    case option::kKeepalive:
        edns.asks_keepalive = true;
        break;
    case option::kPadding:
        edns.asks_padding = true;
        break;
    case option::kCookie:
        // RFC 7873 §5.2.2: a client cookie of 8 octets, alone or with a server cookie of 8 to 32.
        if (value.size() != 8 && (value.size() < 16 || value.size() > 40)) edns.malformed = true;
        if (edns.has_cookie) break; // only the first counts
        edns.has_cookie = true;
        edns.cookie = value;
        break;
    case option::kClientSubnet:
        read_client_subnet(value, edns);
        break;
    default:
        break; // unknown options are ignored (RFC 6891 §6.1.2)
    }
}

void read_options(Bytes rdata, Edns& edns) noexcept {
    ByteReader in(rdata);
    while (in.ok() && in.remaining() != 0) {
        const std::uint16_t code = in.u16();
        const Bytes value = in.take(in.u16());
        if (!in.ok()) break;
        read_option(code, value, edns);
    }
    if (!in.ok()) edns.malformed = true;
}

void read_record(ByteReader& in, bool is_additional, Edns& edns) noexcept {
    const bool is_root = skip_name(in);
    const std::uint16_t rr_type = in.u16();
    const std::uint16_t rr_class = in.u16();
    const std::uint32_t ttl = in.u32();
    const Bytes rdata = in.take(in.u16());
    if (!in.ok() || rr_type != type::kOpt) return;

    if (edns.present || !is_additional || !is_root) edns.malformed = true;
    if (edns.present) return;
    edns.present = true;
    edns.udp_payload = rr_class;
    edns.version = static_cast<std::uint8_t>(ttl >> 16);
    edns.dnssec_ok = (ttl & kDnssecOk) != 0;
    read_options(rdata, edns);
}

} // namespace

Edns parse_edns(Bytes message, const Query& query) noexcept {
    Edns edns;
    ByteReader in(message.subspan(query.question_end));
    for (std::uint32_t left = query.other_count; left != 0 && in.ok(); --left)
        read_record(in, false, edns);
    for (std::uint32_t left = query.additional_count; left != 0 && in.ok(); --left)
        read_record(in, true, edns);
    if (!in.ok() || in.remaining() != 0) edns.malformed = true;
    return edns;
}

} // namespace signpost::wire
