#include "control_plane/config/probe_texts.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::config {
namespace {

struct Row {
    Kind kind;
    std::vector<std::string> good;
    std::vector<std::string> bad;
};

TEST_SUITE("control_plane/config/probe_texts") {

    TEST_CASE("texts of checks are taken or refused by their kind") {
        const std::string label(63, 'a');
        // clang-format off
        const std::vector<Row> rows{
            {Kind::Host,
             {"portal.ybj.example", "localhost", "_sip.example", "192.0.2.1", "2001:db8::1", "1and1.example", label},
             {"", ".", "portal.example.", "-a.example", "a-.example", "a..b", "a b", "a/b", "a:80", "[2001:db8::1]",
              "\xe5\x8c\xbb.example", label + "a", label + "." + label + "." + label + "." + label}},
            {Kind::HeaderName, {"X-Load", "a", "~"}, {"", "X Load", "X:", "\x01", "\xc3\xa4"}},
            {Kind::UrlPath, {"/", "/healthz?deep=1&x=%20", "/a//b"}, {"", "healthz", "/a b", "/a#b", "/\n", "/\xc3\xa4"}},
            {Kind::Url,
             {"http://a", "https://alarm.example:8443/flips?x=1", "http://[2001:db8::1]:80/", "https://192.0.2.1?x",
              "http://[2001:db8::1]"},
             {"", "http://", "ftp://a", "HTTP://a", "//a", "https://u:p@a/", "http://a:0", "http://a:65536", "http://a:",
              "http://a:x", "http://[2001:db8::1", "http://[]", "http://[192.0.2]/", "http://a/ b", "http://a/#b",
              "http:///x"}},
            {Kind::Interface, {"eth1", "a", "wg0.100", "abcdefghijklmno"}, {"", ".", "..", "abcdefghijklmnop", "a/b", "a:1", "a b"}},
            {Kind::RecordType, {"A", "aaaa", "TYPE65280", "SOA"}, {"", "BOGUS", "ANY", "AXFR", "OPT", "TYPE0", "TYPE65536"}},
            {Kind::Pattern, {"", "a|b", "^ok$"}, {"(", "[", "a**", "(a)\\1"}},
            {Kind::Text, {"", "\n", "anything"}, {}},
        };
        // clang-format on
        for (const Row& row : rows) {
            for (const std::string& text : row.good) {
                CAPTURE(text);
                CHECK(wrong_with_probe_text(row.kind, text).empty());
            }
            for (const std::string& text : row.bad) {
                CAPTURE(text);
                CHECK_FALSE(wrong_with_probe_text(row.kind, text).empty());
            }
        }
    }

    TEST_CASE("what is wrong is told with what would be right") {
        CHECK(wrong_with_probe_text(Kind::Host, "a b") ==
              "must be a host name without final dot, such as \"portal.example\", or an address, "
              "not \"a b\"");
        CHECK(wrong_with_probe_text(Kind::Pattern, "(") ==
              "is no regular expression: missing ): (");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
