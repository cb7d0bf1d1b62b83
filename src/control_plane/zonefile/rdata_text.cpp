#include "control_plane/zonefile/rdata_text.hpp"

#include "control_plane/zonefile/rare_rdata.hpp"
#include "control_plane/zonefile/rdata_check.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/svcb.hpp"

namespace signpost::zonefile {
namespace {

void read_mx(Fields& in, Rdata& out) {
    out.put_u16(in.number<std::uint16_t>("preference"));
    out.put(in.name("mail server"));
}

void read_soa(Fields& in, Rdata& out) {
    out.put(in.name("primary server"));
    out.put(in.name("mailbox"));
    out.put_u32(in.number<std::uint32_t>("serial"));
    for (const char* timer : {"refresh", "retry", "expire", "minimum"})
        out.put_u32(in.time_span_s(timer));
}

void read_srv(Fields& in, Rdata& out) {
    for (const char* thing : {"priority", "weight", "port"})
        out.put_u16(in.number<std::uint16_t>(thing));
    out.put(in.name("target"));
}

void read_txt(Fields& in, Rdata& out) {
    do {
        in.put_string("text", out);
    } while (!in.at_end());
}

bool is_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 8659 §4.1: flags, tag, value; the value may be bare as well as quoted (§4.1.1).
void read_caa(Fields& in, Rdata& out) {
    out.put_u8(in.number<std::uint8_t>("flags"));
    const Token& tag = in.next_word("tag");
    if (tag.is_end()) return;
    if (tag.text.size() > 255 || !std::ranges::all_of(tag.text, is_alphanumeric))
        return in.fail(tag, "tag must be letters and digits, like issue or iodef");
    out.put_u8(static_cast<std::uint8_t>(tag.text.size()));
    in.put_text(tag, out);
    const Token& value = in.next("value");
    if (!value.is_end()) in.put_text(value, out);
}

/// False if `type` is not one that fills large zones.
bool read_frequent(std::uint16_t type, Fields& in, Rdata& out) {
    switch (type) {
    case wire::type::kA:
        in.put_ipv4(out);
        return true;
    case wire::type::kAaaa:
        in.put_ipv6(out);
        return true;
    case wire::type::kNs:
    case wire::type::kCname:
    case wire::type::kPtr:
    case wire::type::kDname:
        out.put(in.name("target"));
        return true;
    case wire::type::kMx:
        read_mx(in, out);
        return true;
    case wire::type::kSoa:
        read_soa(in, out);
        return true;
    case wire::type::kTxt:
    case wire::type::kSpf:
        read_txt(in, out);
        return true;
    case wire::type::kSrv:
        read_srv(in, out);
        return true;
    case wire::type::kCaa:
        read_caa(in, out);
        return true;
    default:
        return false;
    }
}

/// RFC 3597 §5: `\#`, the length, and that many octets in hexadecimal.
void read_generic(Fields& in, Rdata& out) {
    in.next("data");
    const Token& length = in.peek();
    const auto octets = in.number<std::uint16_t>("length after \\#");
    if (!in.ok() || (octets == 0 && in.at_end())) return;
    in.put_rest_hex("data after \\#", out);
    if (in.ok() && out.size() != octets)
        in.fail(length, "length does not fit: " + std::to_string(out.size()) + " octets follow");
}

} // namespace

void read_rdata(std::uint16_t type, Fields& in, Rdata& out) {
    const Token& first = in.peek();
    const bool is_generic = first.is_word() && first.text == "\\#";
    const bool is_plain = !is_generic && read_frequent(type, in, out);
    if (is_generic)
        read_generic(in, out);
    else if (!is_plain)
        read_rare_rdata(type, in, out);

    if (in.ok() && !in.at_end()) in.fail(in.peek(), "this is more than a record of its type holds");
    if (in.ok() && out.is_overfull()) in.fail(first, "the data is longer than 65535 octets");
    if (!in.ok() || is_plain) return;
    if (const char* wrong = check_rdata(type, out.bytes())) in.fail(first, wrong);
}

} // namespace signpost::zonefile
