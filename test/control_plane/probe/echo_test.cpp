#include "control_plane/probe/echo.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::from_hex;
using test::join;
using test::Octets;

const Octets kNonce = from_hex("00112233445566778899aabbccddeeff");

Echo echo_of(Family family) {
    Echo echo{.family = family, .id = 0x1234, .sequence = 1, .nonce = {}};
    std::copy(kNonce.begin(), kNonce.end(), echo.nonce.begin());
    return echo;
}

} // namespace

TEST_SUITE("control_plane/probe/echo") {
    TEST_CASE("a request is written, with a checksum over IPv4") {
        CHECK(test::to_hex(write_echo(echo_of(Family::V4))) ==
              "080029871234000100112233445566778899aabbccddeeff");
        CHECK(test::to_hex(write_echo(echo_of(Family::V6))) ==
              "800000001234000100112233445566778899aabbccddeeff");
    }

    TEST_CASE("only the reply to this request is one") {
        const Octets header = from_hex("45000034 00000000 40010000 7f000001 7f000001");
        const Octets long_header =
            join({from_hex("46000034 00000000 40010000 7f000001 7f000001 00000000")});
        const Octets start = from_hex("0000 0000 1234 0001");
        struct {
            const char* why;
            Octets datagram;
            Envelope envelope;
            bool is_reply;
        } const rows[] = {
            {"it", join({start, kNonce}), Envelope::None, true},
            {"it, behind a header", join({header, start, kNonce}), Envelope::IpHeader, true},
            {"it, behind options", join({long_header, start, kNonce}), Envelope::IpHeader, true},
            {"it, with more behind", join({start, kNonce, kNonce}), Envelope::None, true},
            {"the kernel changed the id", join({from_hex("0000 0000 9999 0001"), kNonce}),
             Envelope::None, true},
            {"for another process", join({from_hex("0000 0000 9999 0001"), kNonce}),
             Envelope::NoneRaw, false},
            {"the request itself", join({from_hex("0800 0000 1234 0001"), kNonce}),
             Envelope::NoneRaw, false},
            {"of the other version", join({from_hex("8100 0000 1234 0001"), kNonce}),
             Envelope::None, false},
            {"an odd code", join({from_hex("0001 0000 1234 0001"), kNonce}), Envelope::None, false},
            {"another sequence", join({from_hex("0000 0000 1234 0002"), kNonce}), Envelope::None,
             false},
            {"a forged nonce", join({start, from_hex("00112233445566778899aabbccddeefe")}),
             Envelope::None, false},
            {"a header that says it is short", join({from_hex("44"), header, start, kNonce}),
             Envelope::IpHeader, false},
            {"nothing", {}, Envelope::None, false},
        };
        for (const auto& row : rows) {
            CAPTURE(row.why);
            CHECK(is_reply_to(echo_of(Family::V4), row.datagram, row.envelope) == row.is_reply);
        }
    }

    TEST_CASE("a reply that is cut short is none") {
        const Octets whole = join({from_hex("45000034 00000000 40010000 7f000001 7f000001"),
                                   from_hex("0000 0000 1234 0001"), kNonce});
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            CHECK_FALSE(is_reply_to(echo_of(Family::V4), cut, Envelope::IpHeader));
        }
    }
}

} // namespace signpost::probe
