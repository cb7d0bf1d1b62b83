#include "control_plane/zonefile/svcb.hpp"

#include "base/address.hpp"
#include "base/byte_reader.hpp"
#include "control_plane/zonefile/encoding.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace signpost::zonefile {
namespace {

// RFC 9460 §14.3.2; dohpath is RFC 9461, ohttp RFC 9540.
namespace service_key {
constexpr std::uint16_t kMandatory = 0, kAlpn = 1, kNoDefaultAlpn = 2, kPort = 3, kIpv4Hint = 4;
constexpr std::uint16_t kEch = 5, kIpv6Hint = 6, kDohPath = 7, kOhttp = 8, kInvalid = 65535;
} // namespace service_key
constexpr std::string_view kKeyNames[] = {"mandatory", "alpn",     "no-default-alpn",
                                          "port",      "ipv4hint", "ech",
                                          "ipv6hint",  "dohpath",  "ohttp"};

/// A parameter in the text, and where its wire form begins and ends in the data.
struct Parameter {
    const Token* token = nullptr;
    std::uint16_t key = 0;
    bool is_opaque = false; ///< Written as keyNNN: any octets.
    std::optional<Token> value;
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::optional<std::uint16_t> parse_number(std::string_view text) noexcept {
    std::uint16_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<std::uint16_t> parse_key(std::string_view text) noexcept {
    const auto* const named = std::ranges::find(kKeyNames, text);
    if (named != std::end(kKeyNames))
        return static_cast<std::uint16_t>(named - std::begin(kKeyNames));
    // §2.1: no leading zeros, so that a key has one spelling.
    const bool is_numbered =
        text.starts_with("key") && !(text.starts_with("key0") && text != "key0");
    return is_numbered ? parse_number(text.substr(3)) : std::nullopt;
}

/// Resolves escapes; nothing if one is wrong.
std::optional<std::string> unescaped(std::string_view text) {
    std::string octets;
    while (!text.empty()) {
        Unescaped next{static_cast<std::uint8_t>(text.front()), 1};
        if (text.front() == '\\') next = unescape(text);
        if (next.text_size == 0) return std::nullopt;
        octets += static_cast<char>(next.octet);
        text.remove_prefix(next.text_size);
    }
    return octets;
}

/// Splits a list at its commas; a comma or backslash behind a backslash is part of an item
/// (RFC 9460 §A.1). Nothing if an item is empty.
std::optional<std::vector<std::string>> parse_list(std::string_view text) {
    const std::optional<std::string> octets = unescaped(text);
    if (!octets) return std::nullopt;
    std::vector<std::string> items(1);
    for (std::size_t at = 0; at < octets->size(); ++at) {
        const char c = (*octets)[at];
        if (c == ',')
            items.emplace_back();
        else if (c == '\\' && at + 1 < octets->size())
            items.back() += (*octets)[++at];
        else
            items.back() += c;
    }
    if (std::ranges::any_of(items, &std::string::empty)) return std::nullopt;
    return items;
}

/// The put_… below return null, or what is wrong with the value.
const char* put_mandatory(const std::vector<std::string>& items, Rdata& out) {
    std::vector<std::uint16_t> keys;
    for (const std::string& item : items) {
        const auto key = parse_key(item);
        if (!key) return "mandatory lists an unknown key";
        keys.push_back(*key);
    }
    std::ranges::sort(keys); // §8: in wire form they stand in ascending order
    for (const std::uint16_t key : keys)
        out.put_u16(key);
    return nullptr;
}

const char* put_alpn(const std::vector<std::string>& items, Rdata& out) {
    for (const std::string& item : items) {
        if (item.size() > 255) return "a protocol name is longer than 255 octets";
        out.put_u8(static_cast<std::uint8_t>(item.size()));
        out.put(std::string_view(item));
    }
    return nullptr;
}

const char* put_hints(const std::vector<std::string>& items, Family family, Rdata& out) {
    for (const std::string& item : items) {
        const auto address = parse_address(item);
        if (!address || address->family != family)
            return family == Family::V4 ? "ipv4hint must be a list of IPv4 addresses"
                                        : "ipv6hint must be a list of IPv6 addresses";
        out.put(address->bytes());
    }
    return nullptr;
}

const char* put_port(std::string_view text, Rdata& out) {
    const auto port = parse_number(text);
    if (!port) return "port must be a number from 0 to 65535";
    out.put_u16(*port);
    return nullptr;
}

const char* put_ech(std::string_view text, Rdata& out) {
    Base64Decoder decoder(out);
    return decoder.put(text) && decoder.finish() ? nullptr : "ech must be base64, with its padding";
}

const char* put_listed(std::uint16_t key, std::string_view text, Rdata& out) {
    const auto items = parse_list(text);
    if (!items) return "this must be a list with commas and no empty item";
    switch (key) {
    case service_key::kMandatory:
        return put_mandatory(*items, out);
    case service_key::kAlpn:
        return put_alpn(*items, out);
    default:
        return put_hints(*items, key == service_key::kIpv4Hint ? Family::V4 : Family::V6, out);
    }
}

const char* put_opaque(const std::optional<Token>& value, Rdata& out) {
    if (!value) return nullptr;
    const auto octets = unescaped(value->text);
    if (!octets) return "wrong escape";
    out.put(std::string_view(*octets));
    return nullptr;
}

const char* put_value(const Parameter& parameter, Rdata& out) {
    if (parameter.is_opaque) return put_opaque(parameter.value, out);
    const bool takes_none =
        parameter.key == service_key::kNoDefaultAlpn || parameter.key == service_key::kOhttp;
    const bool has_value = parameter.value && !parameter.value->text.empty();
    if (takes_none) return has_value ? "this parameter takes no value" : nullptr;
    if (!has_value) return "this parameter needs a value: key=value";
    switch (parameter.key) {
    case service_key::kPort:
        return put_port(parameter.value->text, out);
    case service_key::kEch:
        return put_ech(parameter.value->text, out);
    case service_key::kDohPath:
        return put_opaque(parameter.value, out);
    default:
        return put_listed(parameter.key, parameter.value->text, out);
    }
}

/// Takes `key`, `key=value`, or `key=` with a quoted string right behind it.
Parameter next_parameter(Fields& in) {
    const Token& token = in.next_word("parameter");
    Parameter parameter{.token = &token, .value = std::nullopt};
    const std::size_t equals = token.text.find('=');
    const auto key = parse_key(token.text.substr(0, equals));
    if (!key || *key == service_key::kInvalid) {
        in.fail(token, "unknown parameter; write keyNNN= for one that this server does not know");
        return parameter;
    }
    parameter.key = *key;
    parameter.is_opaque = token.text.starts_with("key");
    if (equals == std::string_view::npos) return parameter;
    parameter.value = token;
    parameter.value->text.remove_prefix(equals + 1);
    if (!parameter.value->text.empty() || !in.peek().glued || in.at_end()) return parameter;
    parameter.value = in.next("value");
    return parameter;
}

/// Puts the wire forms at [begin, end) of `out` into the order of their keys (§2.2).
void sort_parameters(std::size_t first, std::vector<Parameter>& parameters, Rdata& out) {
    if (std::ranges::is_sorted(parameters, {}, &Parameter::key)) return;
    std::ranges::stable_sort(parameters, {}, &Parameter::key);
    std::vector<std::uint8_t> sorted;
    for (const Parameter& parameter : parameters) {
        const Bytes wire = out.bytes().subspan(parameter.begin, parameter.end - parameter.begin);
        sorted.insert(sorted.end(), wire.begin(), wire.end());
    }
    for (std::size_t i = 0; i < sorted.size(); ++i)
        out.set_u8(first + i, sorted[i]);
}

/// RFC 9460 §8: `keys` must be in ascending order and name parameters that are there.
bool is_mandatory_met(ByteReader keys, std::span<const std::uint16_t> present) noexcept {
    int last = service_key::kMandatory; // which must not name itself
    while (keys.remaining() > 0) {
        const std::uint16_t key = keys.u16();
        if (!keys.ok() || key <= last) return false;
        if (std::ranges::find(present, key) == present.end()) return false;
        last = key;
    }
    return last != service_key::kMandatory;
}

bool is_alpn(ByteReader in) noexcept {
    if (in.remaining() == 0) return false;
    while (in.ok() && in.remaining() > 0) {
        const std::size_t length = in.u8();
        if (length == 0) return false;
        in.take(length);
    }
    return in.ok();
}

/// RFC 9461 §5: a relative URI template with the variable "dns".
bool is_doh_path(Bytes value) noexcept {
    constexpr std::string_view kVariable = "{?dns}";
    return !value.empty() && value.front() == '/' &&
           std::search(value.begin(), value.end(), kVariable.begin(), kVariable.end()) !=
               value.end();
}

/// Null if `value` has the form that its key asks for.
const char* check_value(std::uint16_t key, Bytes value) noexcept {
    switch (key) {
    case service_key::kAlpn:
        return is_alpn(ByteReader(value)) ? nullptr : "alpn is not a list of protocol names";
    case service_key::kNoDefaultAlpn:
    case service_key::kOhttp:
        return value.empty() ? nullptr : "no-default-alpn and ohttp take no value";
    case service_key::kPort:
        return value.size() == 2 ? nullptr : "port does not have two octets";
    case service_key::kIpv4Hint:
        return !value.empty() && value.size() % 4 == 0 ? nullptr : "ipv4hint holds half an address";
    case service_key::kIpv6Hint:
        return !value.empty() && value.size() % 16 == 0 ? nullptr
                                                        : "ipv6hint holds half an address";
    case service_key::kDohPath:
        return is_doh_path(value) ? nullptr : "dohpath must be a path with {?dns} in it";
    case service_key::kInvalid:
        return "key 65535 is reserved";
    default:
        return nullptr;
    }
}

} // namespace

void read_svcb(Fields& in, Rdata& out) {
    out.put_u16(in.number<std::uint16_t>("priority"));
    out.put(in.name("target"));
    const std::size_t first = out.size();
    std::vector<Parameter> parameters;
    while (!in.at_end()) {
        Parameter parameter = next_parameter(in);
        if (!in.ok()) return;
        if (std::ranges::find(parameters, parameter.key, &Parameter::key) != parameters.end())
            return in.fail(*parameter.token, "this parameter is given twice");
        parameter.begin = out.size();
        out.put_u16(parameter.key);
        out.put_u16(0);
        if (const char* wrong = put_value(parameter, out)) return in.fail(*parameter.token, wrong);
        parameter.end = out.size();
        if (out.is_overfull()) return;
        out.set_u16(parameter.begin + 2,
                    static_cast<std::uint16_t>(parameter.end - parameter.begin - 4));
        parameters.push_back(parameter);
    }
    sort_parameters(first, parameters, out);
}

const char* check_svcb(Bytes parameters, std::uint16_t priority) {
    ByteReader in(parameters);
    if (priority == 0 && in.remaining() > 0)
        return "priority 0 makes an alias, which has no parameters";
    std::vector<std::uint16_t> keys;
    Bytes mandatory;
    int last = -1;
    while (in.remaining() > 0) {
        const std::uint16_t key = in.u16();
        const Bytes value = in.take(in.u16());
        if (!in.ok()) return "the parameters end too early";
        if (key <= last) return "parameters are not in ascending order, or one is there twice";
        if (const char* wrong = check_value(key, value)) return wrong;
        if (key == service_key::kMandatory) mandatory = value;
        keys.push_back(key);
        last = key;
    }
    const auto has = [&](std::uint16_t key) { return std::ranges::find(keys, key) != keys.end(); };
    if (has(service_key::kMandatory) && !is_mandatory_met(ByteReader(mandatory), keys))
        return "mandatory must name, once each, parameters that are there";
    if (has(service_key::kNoDefaultAlpn) && !has(service_key::kAlpn))
        return "no-default-alpn needs alpn";
    return nullptr;
}

} // namespace signpost::zonefile
