#include "control_plane/zonefile/svcb.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

/// The data of a SVCB record with priority 1 and target ".", after these two, or the complaint
/// without its quotation.
std::string parameters_of(const std::string& text) {
    const ReadLines lines = read_lines("a 1 SVCB 1 . " + text);
    if (lines.complaints.empty())
        return lines.records.front().substr(lines.records.front().rfind(' ') + 7);
    return lines.complaints.front().substr(0, lines.complaints.front().find(", near"));
}

TEST_SUITE("control_plane/zonefile/svcb") {

    TEST_CASE("parameters become wire form, in the order of their keys") {
        struct Row {
            std::string text;
            std::string wire;
        };
        // clang-format off
        const Row rows[] = {
            {"", ""},
            {"port=53", "000300020035"},
            {"port=\"53\"", "000300020035"},
            {"port=53 alpn=h2", "00010003026832" "000300020035"},
            {"alpn=h2,h3", "00010006" "026832026833"},
            {"alpn=\"h2,h3\"", "00010006" "026832026833"},
            // RFC 9460 §D.2: one protocol named f\oo,bar, and h2
            {"alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "0001000c08665c6f6f2c626172026832"},
            {"alpn=f\\\\\\092oo\\092,bar,h2", "0001000c08665c6f6f2c626172026832"},
            {"no-default-alpn alpn=h2", "00010003026832" "00020000"},
            {"ipv4hint=192.0.2.1,192.0.2.2", "00040008c0000201c0000202"},
            {"ipv6hint=2001:db8::1", "0006001020010db8000000000000000000000001"},
            {"ech=AEj+", "000500030048fe"},
            {"dohpath=/q{?dns}", "000700082f717b3f646e737d"},
            {"ohttp", "00080000"},
            {"mandatory=port,alpn alpn=h2 port=53", "0000000400010003" "00010003026832" "000300020035"},
            {"key667", "029b0000"},
            {"key667=", "029b0000"},
            {"key667=hello", "029b000568656c6c6f"},
            {"key667=\"hello\\210qoo\"", "029b000968656c6c6fd2716f6f"},
            {"key3=\\000\\053", "000300020035"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(parameters_of(row.text) == row.wire);
        }
    }

    TEST_CASE("wrong parameters are refused") {
        struct Row {
            std::string text;
            std::string complaint;
        };
        // clang-format off
        const Row rows[] = {
            {"port=65536", "z:1:14: port must be a number from 0 to 65535"},
            {"port=", "z:1:14: this parameter needs a value: key=value"},
            {"port", "z:1:14: this parameter needs a value: key=value"},
            {"alpn=", "z:1:14: this parameter needs a value: key=value"},
            {"alpn=h2 alpn=h3", "z:1:22: this parameter is given twice"},
            {"port=1 key3=\\000\\001", "z:1:21: this parameter is given twice"},
            {"alpn=h2,,h3", "z:1:14: this must be a list with commas and no empty item"},
            {"alpn=" + std::string(256, 'a'), "z:1:14: a protocol name is longer than 255 octets"},
            {"no-default-alpn", "z:1:10: no-default-alpn needs alpn"},
            {"no-default-alpn=x alpn=h2", "z:1:14: this parameter takes no value"},
            {"mandatory=port", "z:1:10: mandatory must name, once each, parameters that are there"},
            {"mandatory=port,port port=1", "z:1:10: mandatory must name, once each, parameters that are there"},
            {"mandatory=mandatory", "z:1:10: mandatory must name, once each, parameters that are there"},
            {"mandatory=foo", "z:1:14: mandatory lists an unknown key"},
            {"ipv4hint=::1", "z:1:14: ipv4hint must be a list of IPv4 addresses"},
            {"ipv6hint=1.2.3.4", "z:1:14: ipv6hint must be a list of IPv6 addresses"},
            {"ech=AEj", "z:1:14: ech must be base64, with its padding"},
            {"dohpath=q{?dns}", "z:1:10: dohpath must be a path with {?dns} in it"},
            {"foo=bar", "z:1:14: unknown parameter; write keyNNN= for one that this server does not know"},
            {"key65535=x", "z:1:14: unknown parameter; write keyNNN= for one that this server does not know"},
            {"key65536=x", "z:1:14: unknown parameter; write keyNNN= for one that this server does not know"},
            {"key0667=x", "z:1:14: unknown parameter; write keyNNN= for one that this server does not know"},
            {"key3=x", "z:1:10: port does not have two octets"},
            {"key667=\\300", "z:1:14: wrong escape"},
            {"port=53\"4\"", "z:1:21: parameter must not be quoted"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(parameters_of(row.text) == row.complaint);
        }
    }

    TEST_CASE("an alias has no parameters") {
        CHECK(read_lines("a 1 HTTPS 0 b").records.size() == 1);
        CHECK(joined(read_lines("a 1 HTTPS 0 b alpn=h2").complaints) ==
              "\nz:1:11: priority 0 makes an alias, which has no parameters, near \"0\"");
    }

    TEST_CASE("raw octets are held to the same rules") {
        struct Row {
            std::string hex;
            bool right;
        };
        const Row rows[] = {
            {"0001 00", true},
            {"0001 00 0003 0002 0035", true},
            {"0001 00 0003 0002 00", false},                    // cut short
            {"0001 00 0003 0002 0035 0001 0003 026832", false}, // not in order
            {"0001 00 0003 0002 0035 0003 0002 0035", false},   // twice
            {"0001 00 0001 0003 036832", false},                // protocol name cut short
            {"0001 00 0001 0000", false},                       // empty list
            {"0001 00 0004 0003 010203", false},
            {"0001 00 0000 0003 000300", false},
            {"0001 c000", false}, // compressed
            {"0001", false},
        };
        for (const Row& row : rows) {
            CAPTURE(row.hex);
            const auto digits =
                row.hex.size() - static_cast<std::size_t>(std::ranges::count(row.hex, ' '));
            const ReadLines lines =
                read_lines("a 1 SVCB \\# " + std::to_string(digits / 2) + " " + row.hex);
            CHECK(lines.complaints.empty() == row.right);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
