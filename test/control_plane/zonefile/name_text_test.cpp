#include "control_plane/zonefile/name_text.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

std::string text_of(std::string_view text) {
    WireName name;
    const char* wrong = parse_name(text, WireName(kExampleCom), name);
    return wrong == nullptr ? wire::name_to_text(name.bytes()) : wrong;
}

std::string repeated(const std::string& text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

TEST_SUITE("control_plane/zonefile/name_text") {

    TEST_CASE("names get the origin unless a dot ends them") {
        struct Row {
            std::string text;
            std::string name;
        };
        const Row rows[] = {
            {"@", "example.com."},
            {".", "."},
            {"www", "www.example.com."},
            {"WwW.a", "WwW.a.example.com."},
            {"www.example.net.", "www.example.net."},
            {"*", "*.example.com."},
            {"_sip._tcp", "_sip._tcp.example.com."},
            {"\\@", "\\@.example.com."},
            {"a\\.b", "a\\.b.example.com."},
            {"a\\.", "a\\..example.com."},
            {"\\065\\066", "AB.example.com."},
            {"a\\046b.", "a\\.b."},
            {"\\000", "\\000.example.com."},
            {"\\255", "\\255.example.com."},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(text_of(row.text) == row.name);
        }
    }

    TEST_CASE("wrong names are refused with the reason") {
        struct Row {
            std::string text;
            std::string reason;
        };
        const Row rows[] = {
            {"", "empty label"},     {"..", "empty label"},     {".a", "empty label"},
            {"a..b", "empty label"}, {"a..", "empty label"},    {"\\256", "wrong escape"},
            {"\\1", "wrong escape"}, {"\\12x", "wrong escape"}, {"a\\", "wrong escape"},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(text_of(row.text).find(row.reason) != std::string::npos);
        }
    }

    TEST_CASE("63 octets are a label and 255 are a name, one more is refused") {
        const std::string label(63, 'a');
        CHECK(text_of(label) == label + ".example.com.");
        CHECK(text_of(label + "a").find("63") != std::string::npos);
        CHECK(text_of(repeated("\\097", 63)) == label + ".example.com.");

        const std::string three = repeated(label + ".", 3); // 192 octets
        CHECK(text_of(three + std::string(61, 'b') + ".") == three + std::string(61, 'b') + ".");
        CHECK(text_of(three + std::string(62, 'b') + ".").find("255") != std::string::npos);
        // The origin takes 13 octets of the 255.
        CHECK(text_of(three + std::string(49, 'b')) ==
              three + std::string(49, 'b') + ".example.com.");
        CHECK(text_of(three + std::string(50, 'b')).find("255") != std::string::npos);
        CHECK(text_of(repeated("a.", 127)) == repeated("a.", 127));
        CHECK(text_of(repeated("a.", 128)).find("255") != std::string::npos);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
