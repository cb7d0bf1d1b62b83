#include "control_plane/zonefile/fields.hpp"

#include "base/address.hpp"
#include "control_plane/zonefile/encoding.hpp"
#include "control_plane/zonefile/ttl.hpp"

#include <charconv>

namespace signpost::zonefile {

const Token& Fields::next(const char* thing) {
    if (at_ < tokens_.size()) return tokens_[at_++];
    if (ok()) fail(end_, std::string(thing) + " is missing");
    return end_;
}

const Token& Fields::next_word(const char* thing) {
    const Token& token = next(thing);
    if (token.kind != Token::Kind::Quoted) return token;
    fail(token, std::string(thing) + " must not be quoted");
    return end_;
}

std::uint32_t Fields::number(const char* thing, std::uint32_t max) {
    const Token& token = next_word(thing);
    std::uint32_t value = 0;
    const char* end = token.text.data() + token.text.size();
    const auto [stop, error] = std::from_chars(token.text.data(), end, value);
    if (!token.is_end() && (error != std::errc{} || stop != end || value > max)) {
        fail(token, std::string(thing) + " must be a number from 0 to " + std::to_string(max));
        return 0;
    }
    return value;
}

std::uint32_t Fields::time_span_s(const char* thing) {
    const Token& token = next_word(thing);
    const auto span = parse_time_span_s(token.text);
    if (!span && !token.is_end())
        fail(token, std::string(thing) + " must be a time in seconds, or like 1h30m");
    return span.value_or(0);
}

Bytes Fields::name(const char* thing) {
    const Token& token = next_word(thing);
    if (token.is_end()) return {};
    if (const char* wrong = parse_name(token.text, origin_, name_)) fail(token, wrong);
    return name_.bytes();
}

void Fields::put_ipv4(Rdata& out) {
    const Token& token = next_word("IPv4 address");
    if (token.is_end()) return;
    const std::optional<Address> address = parse_address(token.text);
    if (!address || address->family != Family::V4)
        return fail(token, "this is no IPv4 address; it looks like 192.0.2.1");
    out.put(address->bytes());
}

void Fields::put_ipv6(Rdata& out) {
    const Token& token = next_word("IPv6 address");
    if (token.is_end()) return;
    const std::optional<Address> address = parse_address(token.text);
    if (!address || address->family != Family::V6)
        return fail(token, "this is no IPv6 address; it looks like 2001:db8::1");
    out.put(address->bytes());
}

void Fields::put_string(const char* thing, Rdata& out) {
    const Token& token = next(thing);
    if (token.is_end()) return;
    const std::size_t length_at = out.size();
    out.put_u8(0);
    put_text(token, out);
    const std::size_t length = out.size() - length_at - 1;
    if (length > 255)
        return fail(token, "this string is longer than 255 octets; split it into several strings");
    if (!out.is_overfull()) out.set_u8(length_at, static_cast<std::uint8_t>(length));
}

void Fields::put_text(const Token& token, Rdata& out) {
    std::string_view rest = token.text;
    for (;;) {
        const std::size_t plain = std::min(rest.find('\\'), rest.size());
        out.put(rest.substr(0, plain));
        rest.remove_prefix(plain);
        if (rest.empty()) return;
        const Unescaped next = unescape(rest);
        if (next.text_size == 0)
            return fail(token, "wrong escape: after a backslash stands one character, or three "
                               "digits up to 255");
        out.put_u8(next.octet);
        rest.remove_prefix(next.text_size);
    }
}

void Fields::put_hex(const char* thing, Rdata& out) {
    const Token& token = next_word(thing);
    HexDecoder decoder(out);
    if (!token.is_end() && !(decoder.put(token.text) && decoder.finish()))
        fail(token, std::string(thing) + " must be pairs of hexadecimal digits");
}

void Fields::put_base64(const char* thing, Rdata& out) {
    const Token& token = next_word(thing);
    Base64Decoder decoder(out);
    if (!token.is_end() && !(decoder.put(token.text) && decoder.finish()))
        fail(token, std::string(thing) + " must be base64, with its padding");
}

void Fields::put_rest_hex(const char* thing, Rdata& out) {
    HexDecoder decoder(out);
    const Token* token = nullptr;
    do {
        token = &next_word(thing);
        if (token->is_end()) return;
        if (!decoder.put(token->text))
            return fail(*token, std::string(thing) + " must be hexadecimal digits");
    } while (!at_end());
    if (!decoder.finish()) fail(*token, std::string(thing) + " has an odd number of digits");
}

void Fields::put_rest_base64(const char* thing, Rdata& out) {
    Base64Decoder decoder(out);
    const Token* token = nullptr;
    do {
        token = &next_word(thing);
        if (token->is_end()) return;
        if (!decoder.put(token->text)) return fail(*token, std::string(thing) + " must be base64");
    } while (!at_end());
    if (!decoder.finish()) fail(*token, std::string(thing) + " is not complete base64");
}

void Fields::fail(const Token& token, const std::string& what) {
    if (ok()) mistake_ = mistake_at(token, what);
    at_ = tokens_.size();
}

} // namespace signpost::zonefile
