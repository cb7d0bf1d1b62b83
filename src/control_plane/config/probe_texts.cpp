#include "control_plane/config/probe_texts.hpp"

#include "base/address.hpp"
#include "control_plane/config/texts.hpp"
#include "control_plane/probe/body_pattern.hpp"
#include "control_plane/zonefile/record_type.hpp"

#include <algorithm>

namespace signpost::config {
namespace {

constexpr bool is_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool is_graphic(char c) noexcept {
    return c >= '!' && c <= '~';
}

/// A label of a host name (RFC 1123 §2.1); with underscores, which some names have.
bool is_label(std::string_view label) noexcept {
    constexpr std::size_t kLabelMax = 63; // RFC 1035 §2.3.4
    const auto may_be_inside = [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; };
    return !label.empty() && label.size() <= kLabelMax &&
           std::ranges::all_of(label, may_be_inside) && label.front() != '-' && label.back() != '-';
}

bool is_host(std::string_view text) {
    constexpr std::size_t kNameMax = 253;
    if (parse_address(text)) return true;
    if (text.size() > kNameMax) return false;
    for (;;) { // ends: each turn takes a label off the text
        const std::size_t dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

/// A token (RFC 9110 §5.6.2).
bool is_header_name(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
    });
}

/// Path and query; a fragment is never sent (RFC 9110 §4.2.5).
bool is_url_tail(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return is_graphic(c) && c != '#'; });
}

/// "portal.example", "192.0.2.1:8080", "[2001:db8::1]:443"; no user: that is for headers.
bool is_url_host(std::string_view text) {
    const std::size_t colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
    const std::string_view host = text.substr(0, colon);
    const bool is_v6 = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
    if (is_v6 ? !parse_address(host.substr(1, host.size() - 2)) : !is_host(host)) return false;
    if (colon == std::string_view::npos) return true;
    const auto where = parse_socket_address("0.0.0.0" + std::string(text.substr(colon)));
    return where && where->port != 0;
}

bool is_url(std::string_view text) {
    const std::size_t scheme = text.starts_with("https://")  ? 8
                               : text.starts_with("http://") ? 7
                                                             : 0;
    if (scheme == 0) return false;
    text.remove_prefix(scheme);
    const std::size_t tail = std::min(text.find_first_of("/?"), text.size());
    return is_url_host(text.substr(0, tail)) && is_url_tail(text.substr(tail));
}

/// As dev_valid_name() of Linux has it; IFNAMSIZ counts the final zero.
bool is_interface(std::string_view text) {
    constexpr std::size_t kInterfaceMax = 15;
    return !text.empty() && text.size() <= kInterfaceMax && text != "." && text != ".." &&
           std::ranges::all_of(text, [](char c) { return is_graphic(c) && c != '/' && c != ':'; });
}

bool is_queried_type(std::string_view text) {
    const auto type = zonefile::parse_record_type(text);
    return type && !zonefile::is_meta_type(*type);
}

bool is_sound(Kind kind, std::string_view text) {
    switch (kind) {
    case Kind::Host:
        return is_host(text);
    case Kind::HeaderName:
        return is_header_name(text);
    case Kind::UrlPath:
        return text.starts_with('/') && is_url_tail(text);
    case Kind::Url:
        return is_url(text);
    case Kind::Interface:
        return is_interface(text);
    case Kind::RecordType:
        return is_queried_type(text);
    default:
        return true;
    }
}

} // namespace

std::string wrong_with_probe_text(Kind kind, std::string_view text) {
    if (!is_sound(kind, text))
        return "must be " + std::string(example_of(kind)) + ", not \"" + std::string(text) + "\"";
    if (kind != Kind::Pattern) return {};
    const std::string reason = probe::reason_of_bad_pattern(text);
    return reason.empty() ? reason : "is no regular expression: " + reason;
}

} // namespace signpost::config
