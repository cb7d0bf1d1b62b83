#include "control_plane/config/texts.hpp"

#include "base/plain_text.hpp"
#include "control_plane/config/context.hpp"
#include "control_plane/config/probe_texts.hpp"
#include "control_plane/zonefile/name_text.hpp"
#include "core/geo/names.hpp"
#include "core/wire/presentation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace signpost::config {
namespace {

bool is_plain_name(std::string_view text) noexcept {
    return !text.empty() && geo::is_name(text) && text.find('/') == std::string_view::npos;
}

std::string must_be(Kind kind, std::string_view text) {
    return "must be " + std::string(example_of(kind)) + ", not " + in_quotes(text);
}

TextReading read_sized(const Form& form, std::string_view text) {
    if (std::cmp_less(text.size(), form.range.least) ||
        std::cmp_greater(text.size(), form.range.most))
        return {"must have " + std::to_string(form.range.least) + " to " +
                    std::to_string(form.range.most) + " octets, not " + std::to_string(text.size()),
                {}};
    return {{}, std::string(text)};
}

TextReading read_plain(const Form& form, std::string_view text) {
    if (has_control(text)) return {"must not hold control characters", {}};
    return read_sized(form, text);
}

TextReading read_probe_text(const Form& form, std::string_view text) {
    if (std::string wrong = wrong_with_probe_text(form.kind, text); !wrong.empty())
        return {std::move(wrong), {}};
    const bool has_limits = form.range.most > 0;
    return has_limits ? read_sized(form, text) : TextReading{{}, std::string(text)};
}

TextReading read_name(const Form& form, std::string_view text) {
    const bool may_be_empty = form.range.least == 0;
    if ((text.empty() && may_be_empty) || is_plain_name(text)) return {{}, std::string(text)};
    return {must_be(Kind::Name, text), {}};
}

TextReading read_domain(Kind kind, std::string_view text) {
    std::string reason;
    const std::optional<DomainName> domain = parse_domain(text, reason);
    if (!domain) return {reason, {}};
    if (kind == Kind::Domain && is_pattern(domain->text))
        return {"must be one name, not a pattern; leave out \"*.\"", {}};
    if (is_pattern(domain->text) && !is_pattern(text))
        return {"is a pattern with an escaped asterisk; write " + in_quotes(domain->text), {}};
    return {{}, domain->text};
}

std::optional<SocketAddress> parse_with_port(std::string_view text) {
    const std::optional<SocketAddress> where = parse_socket_address(text);
    return where && where->port != 0 ? where : std::nullopt;
}

template <class T>
TextReading read_parsed(Kind kind, std::string_view text, const std::optional<T>& parsed) {
    if (!parsed) return {must_be(kind, text), {}};
    return {{}, to_text(*parsed)};
}

} // namespace

std::optional<DomainName> parse_domain(std::string_view text, std::string& reason) {
    if (!text.ends_with('.')) {
        reason = "must be a domain name with its final dot: " + in_quotes(std::string(text) + ".");
        return std::nullopt;
    }
    zonefile::WireName wire_name;
    if (const char* wrong = zonefile::parse_name(text, zonefile::WireName(), wire_name)) {
        reason = "must be a domain name, not " + in_quotes(text) + ": " + wrong;
        return std::nullopt;
    }
    DomainName domain;
    domain.name.read(wire_name.bytes());
    domain.text = wire::name_to_text(domain.name.octets());
    return domain;
}

std::optional<ClientsText> parse_clients(std::string_view text) {
    constexpr std::string_view kCountry = "country:";
    const std::size_t slash = text.find('/');
    ClientsText clients{.isp = text.substr(0, slash), .region = {}, .country = {}};
    if (!is_plain_name(clients.isp)) return std::nullopt;
    if (clients.isp == "*") clients.isp = {};
    if (slash == std::string_view::npos) return clients;

    std::string_view where = text.substr(slash + 1);
    const bool is_country = where.starts_with(kCountry);
    if (is_country) where.remove_prefix(kCountry.size());
    if (!is_plain_name(where) || where == "*") return std::nullopt;
    (is_country ? clients.country : clients.region) = where;
    return clients;
}

TextReading read_text(const Form& form, std::string_view text) {
    switch (form.kind) {
    case Kind::Name:
        return read_name(form, text);
    case Kind::Domain:
    case Kind::ServiceName:
        return read_domain(form.kind, text);
    case Kind::Address:
        return read_parsed(form.kind, text, parse_address(text));
    case Kind::SocketAddress:
        return read_parsed(form.kind, text, parse_with_port(text));
    case Kind::Network:
        return read_parsed(form.kind, text, parse_prefix(text));
    case Kind::Clients:
        if (!parse_clients(text)) return {must_be(form.kind, text), {}};
        return {{}, std::string(text)};
    case Kind::Octets:
        return read_sized(form, text);
    case Kind::Host:
    case Kind::HeaderName:
    case Kind::UrlPath:
    case Kind::Url:
    case Kind::Interface:
    case Kind::RecordType:
    case Kind::Pattern:
        return read_probe_text(form, text);
    case Kind::Word: // whether it is one of them is another complaint's matter
        return {{}, std::string(text)};
    default:
        return read_plain(form, text);
    }
}

std::string_view example_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::Name:
        return R"(a name of 1 to 64 octets, with no control characters and no "/")";
    case Kind::Address:
        return R"(an address, such as "192.0.2.1" or "2001:db8::1")";
    case Kind::SocketAddress:
        return R"(an address with a port above 0, such as "192.0.2.1:53" or "[2001:db8::1]:53")";
    case Kind::Network:
        return R"(a network, such as "192.0.2.0/24", with no bits set past its length)";
    case Kind::Clients:
        return R"("ISP", "ISP/REGION" or "ISP/country:COUNTRY", with "*" for any ISP)";
    case Kind::Host:
        return R"(a host name without final dot, such as "portal.example", or an address)";
    case Kind::HeaderName:
        return R"(the name of a header, such as "X-Load")";
    case Kind::UrlPath:
        return R"(a path that begins with "/", without blanks and "#")";
    case Kind::Url:
        return R"(a URL, such as "https://alarm.example/flips")";
    case Kind::Interface:
        return R"(a network interface, such as "eth1": 1 to 15 characters)";
    case Kind::RecordType:
        return R"(a type of records, such as "AAAA" or "TYPE65280")";
    default:
        return "a text";
    }
}

} // namespace signpost::config
