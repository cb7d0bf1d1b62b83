#include "base/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace signpost {
namespace {

template <class Number>
std::optional<Number> parse_decimal(std::string_view text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

/// True if every bit of `address` after the first `bits` is zero.
bool is_zero_after(const Address& address, unsigned bits) {
    for (std::size_t i = 0; i < address.length(); ++i) {
        const unsigned first_bit = static_cast<unsigned>(i) * 8;
        const unsigned kept = std::clamp(bits, first_bit, first_bit + 8) - first_bit;
        if ((address.octets[i] & (0xffU >> kept)) != 0) return false;
    }
    return true;
}

} // namespace

bool Prefix::contains(const Address& other) const noexcept {
    if (other.family != address.family) return false;
    const std::size_t whole = bits / 8U;
    for (std::size_t i = 0; i < whole; ++i)
        if (other.octets[i] != address.octets[i]) return false;
    const unsigned rest = bits % 8U;
    if (rest == 0) return true;
    return ((other.octets[whole] ^ address.octets[whole]) & (0xff00U >> rest) & 0xffU) == 0;
}

std::optional<Address> parse_address(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::ranges::copy(text, terminated.begin());

    Address address;
    address.family = text.find(':') == std::string_view::npos ? Family::V4 : Family::V6;
    const int family = address.family == Family::V4 ? AF_INET : AF_INET6;
    if (inet_pton(family, terminated.data(), address.octets.data()) != 1) return std::nullopt;
    return address;
}

std::optional<Prefix> parse_prefix(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::optional<Address> address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;

    const auto longest = static_cast<std::uint8_t>(address->length() * 8);
    if (slash == std::string_view::npos) return Prefix{*address, longest};
    const auto bits = parse_decimal<std::uint8_t>(text.substr(slash + 1));
    if (!bits || *bits > longest || !is_zero_after(*address, *bits)) return std::nullopt;
    return Prefix{*address, *bits};
}

std::string to_text(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.family == Family::V4 ? AF_INET : AF_INET6;
    inet_ntop(family, address.octets.data(), text.data(), text.size());
    return text.data();
}

std::string to_text(const Prefix& prefix) {
    return to_text(prefix.address) + "/" + std::to_string(prefix.bits);
}

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_decimal<std::uint16_t>(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);

    const std::optional<Address> address = parse_address(host);
    if (!port || !address || bracketed != (address->family == Family::V6)) return std::nullopt;
    return SocketAddress{*address, *port};
}

std::string to_text(const SocketAddress& where) {
    const std::string host = to_text(where.address);
    const std::string port = std::to_string(where.port);
    return where.address.family == Family::V6 ? "[" + host + "]:" + port : host + ":" + port;
}

} // namespace signpost
