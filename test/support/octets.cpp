#include "support/octets.hpp"

#include <cctype>
#include <cstddef>
#include <stdexcept>

namespace signpost::test {
namespace {

unsigned digit_of(char digit) {
    const auto found =
        std::string_view("0123456789abcdef")
            .find(static_cast<char>(std::tolower(static_cast<unsigned char>(digit))));
    if (found == std::string_view::npos) throw std::runtime_error("no hexadecimal digit");
    return static_cast<unsigned>(found);
}

/// The octet that an escape stands for; `at` moves past it.
std::uint8_t unescape(std::string_view text, std::size_t& at) {
    if (std::isdigit(static_cast<unsigned char>(text.at(at))) == 0)
        return static_cast<std::uint8_t>(text[at++]);
    const std::string digits(text.substr(at, 3));
    at += 3;
    return static_cast<std::uint8_t>(std::stoi(digits));
}

} // namespace

Octets from_hex(std::string_view digits) {
    Octets octets;
    for (std::size_t at = 0; at < digits.size();) {
        if (digits[at] == ' ') {
            ++at;
            continue;
        }
        octets.push_back(
            static_cast<std::uint8_t>(digit_of(digits.at(at)) << 4 | digit_of(digits.at(at + 1))));
        at += 2;
    }
    return octets;
}

std::string to_hex(Bytes octets) {
    std::string digits;
    for (const std::uint8_t octet : octets) {
        digits += "0123456789abcdef"[octet >> 4];
        digits += "0123456789abcdef"[octet & 15];
    }
    return digits;
}

Octets u16(unsigned value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Octets u32(std::uint32_t value) {
    return join({u16(value >> 16), u16(value & 0xffff)});
}

Octets join(std::initializer_list<Octets> parts) {
    Octets joined;
    for (const Octets& part : parts)
        joined.insert(joined.end(), part.begin(), part.end());
    return joined;
}

Octets name_octets(std::string_view text, std::string_view origin) {
    if (text == "@") return name_octets(origin);
    Octets name;
    Octets label;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at++];
        if (c == '\\')
            label.push_back(unescape(text, at));
        else if (c != '.')
            label.push_back(static_cast<std::uint8_t>(c));
        const bool ends = c == '.' || at == text.size();
        if (!ends || label.empty()) continue;
        name.push_back(static_cast<std::uint8_t>(label.size()));
        name.insert(name.end(), label.begin(), label.end());
        label.clear();
    }
    if (text.ends_with('.')) {
        name.push_back(0);
        return name;
    }
    return join({name, name_octets(origin)});
}

Octets lowered(Bytes octets) {
    Octets lower(octets.begin(), octets.end());
    for (std::uint8_t& octet : lower)
        if (octet >= 'A' && octet <= 'Z') octet = static_cast<std::uint8_t>(octet + 32);
    return lower;
}

} // namespace signpost::test
