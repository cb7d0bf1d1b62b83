#include "control_plane/zonefile/rare_fields.hpp"

#include "base/address.hpp"
#include "control_plane/zonefile/encoding.hpp"
#include "control_plane/zonefile/record_type.hpp"

#include <netdb.h>

#include <bitset>
#include <charconv>
#include <optional>

namespace signpost::zonefile {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

/// One of the 256 blocks of a type bitmap, without its trailing zero octets.
void put_block(std::size_t block, const std::bitset<65536>& types, Rdata& out) {
    std::array<std::uint8_t, 32> octets{};
    std::size_t used = 0;
    for (std::size_t bit = 0; bit < 256; ++bit) {
        if (!types[block * 256 + bit]) continue;
        octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | 0x80U >> bit % 8);
        used = bit / 8 + 1;
    }
    if (used == 0) return;
    out.put_u8(static_cast<std::uint8_t>(block));
    out.put_u8(static_cast<std::uint8_t>(used));
    out.put(Bytes(octets).first(used));
}

/// The port of a service that /etc/services knows for this protocol.
std::optional<std::uint16_t> find_service(const std::string& name, std::uint8_t protocol) {
    servent found{};
    servent* result = nullptr;
    std::array<char, 1024> room{};
    const char* of = protocol == 6 ? "tcp" : "udp";
    if (getservbyname_r(name.c_str(), of, &found, room.data(), room.size(), &result) != 0 ||
        result == nullptr)
        return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(found.s_port));
}

/// Puts hexadecimal digits, passing over dots. False if they are not whole octets.
bool put_dotted_hex(std::string_view text, Rdata& out) {
    HexDecoder decoder(out);
    for (const char c : text)
        if (c != '.' && !decoder.put(c)) return false;
    return decoder.finish();
}

} // namespace

void read_type_bitmap(Fields& in, Rdata& out) {
    std::bitset<65536> types;
    while (!in.at_end()) {
        const Token& token = in.next_word("record type");
        const auto number = parse_record_type(token.text);
        if (!number || *number == 0)
            return in.fail(token, "unknown record type; write TYPEnnn for it");
        types.set(*number);
    }
    for (std::size_t block = 0; block < 256; ++block)
        put_block(block, types, out);
}

void read_apl_item(Fields& in, Rdata& out) {
    const Token& token = in.next_word("address prefix");
    std::string_view text = token.text;
    const bool negated = text.starts_with('!');
    if (negated) text.remove_prefix(1);
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto family = parse_number<std::uint16_t>(text.substr(0, colon));
    const auto prefix = parse_prefix(text.substr(std::min(colon + 1, text.size())));
    const std::uint16_t expected = prefix && prefix->address.family == Family::V6 ? 2 : 1;
    if (!prefix || family != expected || text.find('/') == std::string_view::npos)
        return in.fail(token,
                       "this must be like 1:192.0.2.0/24, !1:192.0.2.0/24 or 2:2001:db8::/32");

    Bytes octets = prefix->address.bytes();
    while (!octets.empty() && octets.back() == 0)
        octets = octets.first(octets.size() - 1);
    out.put_u16(*family);
    out.put_u8(prefix->bits);
    out.put_u8(static_cast<std::uint8_t>(octets.size() | (negated ? 0x80U : 0U)));
    out.put(octets);
}

void read_services(Fields& in, Rdata& out) {
    const Token& protocol = in.next_word("protocol");
    auto number = parse_number<std::uint8_t>(protocol.text);
    if (protocol.text == "tcp" || protocol.text == "TCP") number = std::uint8_t{6};
    if (protocol.text == "udp" || protocol.text == "UDP") number = std::uint8_t{17};
    if (!number) return in.fail(protocol, "protocol must be tcp, udp or a number from 0 to 255");
    out.put_u8(*number);

    std::array<std::uint8_t, 8192> ports{};
    std::size_t used = 0;
    while (!in.at_end()) {
        const Token& token = in.next_word("service");
        auto port = parse_number<std::uint16_t>(token.text);
        if (!port) port = find_service(std::string(token.text), *number);
        if (!port) return in.fail(token, "unknown service; write its port number");
        ports[*port / 8U] = static_cast<std::uint8_t>(ports[*port / 8U] | 0x80U >> *port % 8U);
        used = std::max<std::size_t>(used, *port / 8U + 1);
    }
    out.put(Bytes(ports).first(used));
}

void read_ipseckey(Fields& in, Rdata& out) {
    out.put_u8(in.number<std::uint8_t>("precedence"));
    const Token& token = in.peek();
    const auto gateway = in.number<std::uint8_t>("gateway type");
    out.put_u8(gateway);
    const auto algorithm = in.number<std::uint8_t>("algorithm");
    out.put_u8(algorithm);
    if (gateway == 0) {
        const Token& none = in.next_word("gateway");
        if (none.text != ".") in.fail(none, "gateway must be a dot, as its type 0 means none");
    } else if (gateway == 1) {
        in.put_ipv4(out);
    } else if (gateway == 2) {
        in.put_ipv6(out);
    } else if (gateway == 3) {
        out.put(in.name("gateway"));
    } else {
        in.fail(token, "gateway type must be a number from 0 to 3");
    }
    if (algorithm != 0 || !in.at_end()) in.put_rest_base64("key", out); // §2.6: 0 means no key
}

void read_hip(Fields& in, Rdata& out) {
    const auto algorithm = in.number<std::uint8_t>("algorithm");
    const std::size_t lengths = out.size();
    out.put_u8(0);
    out.put_u8(algorithm);
    out.put_u16(0);
    const Token& tag = in.peek();
    in.put_hex("host identity tag", out);
    const std::size_t tag_size = out.size() - lengths - 4;
    if (tag_size > 255) return in.fail(tag, "host identity tag is longer than 255 octets");
    in.put_base64("key", out);
    if (out.is_overfull()) return;
    out.set_u8(lengths, static_cast<std::uint8_t>(tag_size));
    out.set_u16(lengths + 2, static_cast<std::uint16_t>(out.size() - lengths - 4 - tag_size));
}

void read_nsap(Fields& in, Rdata& out) {
    const Token& token = in.next_word("address");
    const bool is_hex = token.text.starts_with("0x") || token.text.starts_with("0X");
    if (!token.is_end() && !(is_hex && put_dotted_hex(token.text.substr(2), out)))
        in.fail(token, "address must be 0x and pairs of hexadecimal digits");
}

void read_atma(Fields& in, Rdata& out) {
    const Token& token = in.next_word("address");
    const bool is_phone_number = token.text.starts_with('+');
    out.put_u8(is_phone_number ? 1 : 0);
    if (!is_phone_number) {
        if (!token.is_end() && !put_dotted_hex(token.text, out))
            in.fail(token, "address must be pairs of hexadecimal digits, or + and a number");
        return;
    }
    for (const char c : token.text.substr(1)) {
        if (c < '0' || c > '9') return in.fail(token, "only digits may follow the +");
        out.put_u8(static_cast<std::uint8_t>(c));
    }
}

void read_nsec3_salt(Fields& in, Rdata& out) {
    const Token& token = in.peek();
    const std::size_t length_at = out.size();
    out.put_u8(0);
    if (token.text == "-")
        in.next_word("salt");
    else
        in.put_hex("salt", out);
    const std::size_t length = out.size() - length_at - 1;
    if (length > 255) return in.fail(token, "salt is longer than 255 octets");
    if (!out.is_overfull()) out.set_u8(length_at, static_cast<std::uint8_t>(length));
}

} // namespace signpost::zonefile
