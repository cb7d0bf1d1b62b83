#include "control_plane/probe/dns_message.hpp"

#include "base/address.hpp"
#include "base/byte_reader.hpp"
#include "core/wire/name.hpp"
#include "core/wire/octets.hpp"
#include "core/wire/presentation.hpp"
#include "core/wire/rdata.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace signpost::probe {
namespace {

constexpr std::uint8_t kPointer = 0xc0;

/// A name has at most 128 labels, the root included. Without a limit, records that all lead through
/// the same long chain of pointers cost millions of jumps.
constexpr std::size_t kJumpsMax = 128;

std::uint8_t lowered(std::uint8_t octet) {
    return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + 32) : octet;
}

std::optional<std::size_t> pointer_at(Bytes message, std::size_t at) {
    if (at + 1 >= message.size() || (message[at] & kPointer) != kPointer) return std::nullopt;
    return wire::load16(&message[at]) & 0x3fffU;
}

/// Appends the label at `at`, lower-cased. Returns where it ends, 0 if it is malformed or `out`
/// would grow beyond `size_max`.
std::size_t append_label(Bytes message, std::size_t at, std::size_t size_max, Rdata& out) {
    if (at >= message.size()) return 0;
    const std::size_t size = std::size_t{1} + message[at];
    if (size > 1 + wire::Name::kMaxLabel || size > message.size() - at ||
        size > size_max - out.size())
        return 0;
    std::ranges::transform(message.subspan(at, size), std::back_inserter(out), lowered);
    return at + size;
}

/// The pointers that are followed for one name.
struct Jumps {
    std::size_t run = 0;    ///< Where the labels being read begin.
    std::size_t behind = 0; ///< The name where it stands, which ends at its first pointer.
    std::size_t count = 0;

    /// Whether the pointer at `at` may lead to `target`: back, and not for ever.
    bool take(std::size_t at, std::size_t target) {
        if (count++ == 0) behind = at + 2;
        const bool leads_back = target < run;
        run = target;
        return leads_back && count <= kJumpsMax;
    }
};

/// Appends the name at `at`, lower-cased and without compression. Returns the octets that it takes
/// there, 0 if it is malformed.
std::size_t append_name(Bytes message, std::size_t at, Rdata& out) {
    const std::size_t first = at;
    const std::size_t size_max = out.size() + wire::Name::kMaxLength;
    Jumps jumps{.run = at};
    for (;;) { // ends: `out` is bounded, and so are the jumps
        if (const auto target = pointer_at(message, at)) {
            if (!jumps.take(at, *target)) return 0;
            at = *target;
            continue;
        }
        const std::size_t end = append_label(message, at, size_max, out);
        if (end == 0) return 0;
        if (end == at + 1) return (jumps.count == 0 ? end : jumps.behind) - first;
        at = end;
    }
}

/// Skips the name at the reader, whatever it is called. Pointers are not followed.
void skip_name(ByteReader& in) {
    for (;;) { // ends: each turn takes an octet, and the reader ends
        const std::uint8_t length = in.u8();
        if ((length & kPointer) == kPointer) {
            in.u8();
            return;
        }
        if (length > wire::Name::kMaxLabel) return in.fail();
        in.take(length);
        if (length == 0 || !in.ok()) return;
    }
}

bool is_question(ByteReader& in, const DnsQuestion& question) {
    // The first name has nothing before it to point to, so it has the length of ours.
    const Bytes name = in.take(question.name.size());
    const bool is_ours = std::ranges::equal(
        name, question.name, [](auto a, auto b) { return lowered(a) == lowered(b); });
    return is_ours && in.u16() == question.type && in.u16() == wire::klass::kIn && in.ok();
}

void read_answer(Bytes message, ByteReader& in, std::uint16_t wanted, DnsReply& reply) {
    skip_name(in);
    const std::uint16_t type = in.u16();
    const std::uint16_t klass = in.u16();
    in.u32(); // the TTL
    const std::uint16_t length = in.u16();
    const std::size_t at = in.offset();
    in.take(length);
    if (!in.ok() || type != wanted || klass != wire::klass::kIn) return;
    std::optional<Rdata> rdata = read_rdata(message, at, length, type);
    if (!rdata) return in.fail();
    reply.answers.push_back(std::move(*rdata));
}

} // namespace

std::vector<std::uint8_t> write_query(const DnsQuestion& question) {
    std::vector<std::uint8_t> message(wire::kHeaderLength + question.name.size() + 4);
    wire::store16(message.data(), question.id);
    wire::store16(&message[2],
                  question.is_recursion_desired ? wire::flag::kRecursionDesired : std::uint16_t{0});
    wire::store16(&message[4], 1);
    std::ranges::copy(question.name, &message[wire::kHeaderLength]);
    wire::store16(&message[message.size() - 4], question.type);
    wire::store16(&message[message.size() - 2], wire::klass::kIn);
    return message;
}

std::optional<DnsReply> read_reply(Bytes message, const DnsQuestion& question) {
    ByteReader in(message);
    const std::uint16_t id = in.u16();
    const std::uint16_t flags = in.u16();
    const std::uint16_t questions = in.u16();
    const std::uint16_t answers = in.u16();
    in.u32(); // authority and additional section are not looked at
    constexpr std::uint16_t kKind = wire::flag::kResponse | wire::flag::kOpcode;
    if (!in.ok() || id != question.id || (flags & kKind) != wire::flag::kResponse ||
        questions != 1 || !is_question(in, question))
        return std::nullopt;
    DnsReply reply;
    reply.rcode = flags & 15;
    reply.is_authoritative = (flags & wire::flag::kAuthoritative) != 0;
    reply.is_truncated = (flags & wire::flag::kTruncated) != 0;
    for (std::uint16_t i = 0; i < answers && in.ok(); ++i)
        read_answer(message, in, question.type, reply);
    reply.is_well_formed = in.ok();
    return reply;
}

std::optional<Rdata> read_rdata(Bytes message, std::size_t at, std::size_t length,
                                std::uint16_t type) {
    const wire::RdataNames names = wire::rdata_names(type);
    const std::size_t end = at + length;
    // A name may be continued before it, but not behind.
    const Bytes until_end = message.first(end);
    if (names.skip > length) return std::nullopt;
    const Bytes before = message.subspan(at, names.skip);
    Rdata rdata(before.begin(), before.end());
    at += names.skip;
    for (std::size_t i = 0; i < names.count; ++i) {
        const std::size_t taken = append_name(until_end, at, rdata);
        if (taken == 0) return std::nullopt;
        at += taken;
    }
    const Bytes rest = until_end.subspan(at);
    rdata.insert(rdata.end(), rest.begin(), rest.end());
    return rdata;
}

std::string rdata_to_text(const Rdata& rdata, std::uint16_t type) {
    const wire::RdataNames names = wire::rdata_names(type);
    wire::Name name;
    if (names.count == 1 && names.skip == 0 && name.read(rdata) == rdata.size())
        return wire::name_to_text(rdata);
    Address address;
    address.family = type == wire::type::kA ? Family::V4 : Family::V6;
    if ((type == wire::type::kA || type == wire::type::kAaaa) && rdata.size() == address.length()) {
        std::ranges::copy(rdata, address.octets.begin());
        return to_text(address);
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr std::size_t kShownMax = 32;
    std::string text = "\\# " + std::to_string(rdata.size()) + " ";
    for (std::size_t i = 0; i < rdata.size() && i < kShownMax; ++i)
        (text += kDigits[rdata[i] >> 4]) += kDigits[rdata[i] & 15];
    return rdata.size() > kShownMax ? text + "…" : text;
}

std::string rcode_to_text(std::uint16_t rcode) {
    constexpr std::array<std::string_view, 6> kWords = {"NOERROR",  "FORMERR", "SERVFAIL",
                                                        "NXDOMAIN", "NOTIMP",  "REFUSED"};
    if (rcode < kWords.size()) return std::string(kWords.at(rcode));
    return "RCODE" + std::to_string(rcode);
}

} // namespace signpost::probe
