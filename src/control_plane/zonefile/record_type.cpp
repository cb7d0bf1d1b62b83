#include "control_plane/zonefile/record_type.hpp"

#include <ldns/ldns.h>

#include <array>
#include <charconv>

namespace signpost::zonefile {
namespace {

constexpr std::size_t kPackedMax = 8;

constexpr char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Up to eight characters in upper case as one number, so that a mnemonic is one comparison.
constexpr std::uint64_t pack(std::string_view text) noexcept {
    if (text.size() > kPackedMax) return 0;
    std::uint64_t packed = 0;
    for (const char c : text)
        packed = packed << 8 | static_cast<std::uint8_t>(upper(c));
    return packed;
}

/// The types that fill large zones; ldns's search is linear and needs a terminated string.
std::uint16_t frequent_type(std::uint64_t packed) noexcept {
    switch (packed) {
    case pack("A"):
        return wire::type::kA;
    case pack("AAAA"):
        return wire::type::kAaaa;
    case pack("CNAME"):
        return wire::type::kCname;
    case pack("NS"):
        return wire::type::kNs;
    case pack("PTR"):
        return wire::type::kPtr;
    case pack("MX"):
        return wire::type::kMx;
    case pack("TXT"):
        return wire::type::kTxt;
    case pack("SRV"):
        return wire::type::kSrv;
    case pack("DS"):
        return wire::type::kDs;
    default:
        return 0;
    }
}

/// The number in "TYPE65280" or "CLASS1"; nothing if the text is of another form.
std::optional<std::uint16_t> numbered(std::string_view prefix, std::string_view text) noexcept {
    if (text.size() <= prefix.size() || pack(text.substr(0, prefix.size())) != pack(prefix))
        return std::nullopt;
    const char* end = text.data() + text.size();
    std::uint16_t number = 0;
    const auto [stop, error] = std::from_chars(text.data() + prefix.size(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

} // namespace

std::optional<std::uint16_t> parse_record_type(std::string_view text) noexcept {
    if (const std::uint16_t frequent = frequent_type(pack(text)); frequent != 0) return frequent;
    if (pack(text.substr(0, 4)) == pack("TYPE")) return numbered("TYPE", text);

    std::array<char, 16> terminated{}; // the longest mnemonic, NSEC3PARAM, has ten letters
    if (text.size() >= terminated.size()) return std::nullopt;
    text.copy(terminated.data(), text.size());
    const auto found = static_cast<unsigned>(ldns_get_rr_type_by_name(terminated.data()));
    if (found == 0 || found > UINT16_MAX) return std::nullopt;
    return static_cast<std::uint16_t>(found);
}

std::optional<std::uint16_t> parse_record_class(std::string_view text) noexcept {
    switch (pack(text)) {
    case pack("IN"):
        return wire::klass::kIn;
    case pack("CH"):
        return std::uint16_t{3};
    case pack("HS"):
        return std::uint16_t{4};
    case pack("NONE"):
        return std::uint16_t{254};
    case pack("ANY"):
        return std::uint16_t{255};
    default:
        return numbered("CLASS", text);
    }
}

} // namespace signpost::zonefile
