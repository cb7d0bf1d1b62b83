// The numbers of the DNS that the code names: types, classes, opcodes, rcodes, options.
#pragma once

#include <cstdint>

namespace signpost::wire {

/// Record types (RFC 1035 §3.2.2 unless noted). Any other number is served as it stands.
namespace type {
inline constexpr std::uint16_t kA = 1;
inline constexpr std::uint16_t kNs = 2;
inline constexpr std::uint16_t kMd = 3;
inline constexpr std::uint16_t kMf = 4;
inline constexpr std::uint16_t kCname = 5;
inline constexpr std::uint16_t kSoa = 6;
inline constexpr std::uint16_t kMb = 7;
inline constexpr std::uint16_t kMg = 8;
inline constexpr std::uint16_t kMr = 9;
inline constexpr std::uint16_t kPtr = 12;
inline constexpr std::uint16_t kMinfo = 14;
inline constexpr std::uint16_t kMx = 15;
inline constexpr std::uint16_t kTxt = 16;
inline constexpr std::uint16_t kKey = 25;   // RFC 2535 §3
inline constexpr std::uint16_t kAaaa = 28;  // RFC 3596 §2.1
inline constexpr std::uint16_t kSrv = 33;   // RFC 2782
inline constexpr std::uint16_t kDname = 39; // RFC 6672
inline constexpr std::uint16_t kOpt = 41;   // RFC 6891 §6.1.1
inline constexpr std::uint16_t kDs = 43;    // RFC 4034 §5
inline constexpr std::uint16_t kRrsig = 46; // RFC 4034 §3
inline constexpr std::uint16_t kNsec = 47;  // RFC 4034 §4
inline constexpr std::uint16_t kCds = 59;   // RFC 7344 §3.1
inline constexpr std::uint16_t kSvcb = 64;  // RFC 9460
inline constexpr std::uint16_t kHttps = 65; // RFC 9460
inline constexpr std::uint16_t kSpf = 99;   // RFC 7208 §3.1
inline constexpr std::uint16_t kIxfr = 251; // RFC 1995
inline constexpr std::uint16_t kAxfr = 252; // RFC 5936
inline constexpr std::uint16_t kAny = 255;
inline constexpr std::uint16_t kCaa = 257;   // RFC 8659
inline constexpr std::uint16_t kDlv = 32769; // RFC 4431
} // namespace type

namespace klass {
inline constexpr std::uint16_t kIn = 1;
inline constexpr std::uint16_t kCh = 3;
inline constexpr std::uint16_t kAny = 255;
} // namespace klass

/// Response codes; those above 15 need an OPT record (RFC 6891 §6.1.3).
enum class Rcode : std::uint16_t {
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NoName = 3, ///< NXDOMAIN
    NotImplemented = 4,
    Refused = 5,
    NameTooLong = 6, ///< YXDOMAIN: a DNAME would make a name longer than 255 octets (RFC 6672 §2.2)
    BadVersion = 16, ///< RFC 6891 §9
    BadCookie = 23,  ///< RFC 7873 §8
};

/// EDNS option codes.
namespace option {
inline constexpr std::uint16_t kNsid = 3;           // RFC 5001
inline constexpr std::uint16_t kClientSubnet = 8;   // RFC 7871
inline constexpr std::uint16_t kCookie = 10;        // RFC 7873
inline constexpr std::uint16_t kKeepalive = 11;     // RFC 7828
inline constexpr std::uint16_t kPadding = 12;       // RFC 7830
inline constexpr std::uint16_t kExtendedError = 15; // RFC 8914
} // namespace option

/// Extended DNS errors (RFC 8914 §4). None is zero, which no query path sends.
enum class ExtendedError : std::uint16_t {
    None = 0,
    Prohibited = 18,
    NotAuthoritative = 20,
    NotSupported = 21,
};

/// Bits of the second 16-bit word of the header (RFC 1035 §4.1.1).
namespace flag {
inline constexpr std::uint16_t kResponse = 0x8000;
inline constexpr std::uint16_t kOpcode = 0x7800;
inline constexpr std::uint16_t kAuthoritative = 0x0400;
inline constexpr std::uint16_t kTruncated = 0x0200;
inline constexpr std::uint16_t kRecursionDesired = 0x0100;
} // namespace flag

inline constexpr std::size_t kHeaderLength = 12;

/// A compression pointer to `offset`, which must be below 2^14 (RFC 1035 §4.1.4).
constexpr std::uint16_t pointer_to(std::size_t offset) noexcept {
    return static_cast<std::uint16_t>(0xc000U | offset);
}
inline constexpr std::size_t kPointableEnd = 0x4000;

} // namespace signpost::wire
