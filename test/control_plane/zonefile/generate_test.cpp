#include "control_plane/zonefile/generate.hpp"
#include "control_plane/zonefile/lexer.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

std::string template_of(const std::string& text) {
    Lexer lexer(text);
    Entry entry;
    static_cast<void>(lexer.next(entry));
    return make_generate_template(entry.tokens);
}

TEST_SUITE("control_plane/zonefile/generate") {

    TEST_CASE("a range is start-stop or start-stop/step") {
        struct Row {
            std::string text;
            std::uint32_t start, stop, step;
            std::uint64_t count;
        };
        const Row rows[] = {
            {"1-3", 1, 3, 1, 3},   {"0-0", 0, 0, 1, 1},
            {"1-3/2", 1, 3, 2, 2}, {"1-4/2", 1, 4, 2, 2},
            {"5-6/9", 5, 6, 9, 1}, {"0-2147483647", 0, 2147483647, 1, 2147483648},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            const auto range = parse_generate_range(row.text);
            REQUIRE(range);
            CHECK(range->start == row.start);
            CHECK(range->stop == row.stop);
            CHECK(range->step == row.step);
            CHECK(range->count() == row.count);
        }
        for (const char* text : {"", "1", "1-", "-1", "3-1", "1-3/", "1-3/0", "1-3x", "1-3/2x",
                                 "1--3", "0-2147483648", "1-3/2147483648", "0-99999999999"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_generate_range(text));
        }
    }

    TEST_CASE("a dollar sign becomes the number, in the form that its braces ask for") {
        struct Row {
            std::string pattern;
            std::uint32_t number;
            std::string text; ///< "-": refused.
        };
        // clang-format off
        const Row rows[] = { // checked against named-checkzone 9.18
            {"a$b$", 7, "a7b7"},
            {"a", 7, "a"},
            {"${0}", 7, "7"},
            {"${3}", 7, "10"},
            {"${+3}", 7, "10"},
            {"${-3}", 7, "4"},
            {"${-8}", 7, "-"},
            {"${1,3,d}", 7, "008"},
            {"${0,3}", 7, "007"},
            {"${0,1,d}", 100, "100"},
            {"${0,4,x}", 10, "000a"},
            {"${0,4,X}", 10, "000A"},
            {"${0,4,o}", 10, "0012"},
            {"${0,0,n}", 0x1a, "a.1"},
            {"${0,8,n}", 0x1a, "a.1.0.0."},
            {"${0,7,N}", 0x1a, "A.1.0.0"},
            {"${0,0,n}", 0, "0"},
            {"$$", 7, "\\$"},
            {"\\$", 7, "\\$"},
            {"\\$$", 7, "\\$7"},
            {"\\\\$", 7, "\\\\7"},
            {"\\", 7, "\\"},
            {"${", 7, "-"}, {"${}", 7, "-"}, {"${0", 7, "-"}, {"${0,}", 7, "-"}, {"${0,3,}", 7, "-"},
            {"${0,3,z}", 7, "-"}, {"${0,3,d", 7, "-"}, {"${0,3,dd}", 7, "-"}, {"${x}", 7, "-"},
            {"${0,256}", 7, "-"}, {"${2147483647}", 1, "-"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.pattern);
            CHECK(expand_generate(row.pattern, row.number).value_or("-") == row.text);
        }
    }

    TEST_CASE("data that is one quoted string is the text of the data, as in BIND") {
        struct Row {
            std::string tokens;
            std::string pattern;
        };
        // clang-format off
        const Row rows[] = {
            {"a$ A 1.2.3.$", "a$ A 1.2.3.$"},
            {"a$  300  IN ( A 1.2.3.$ )", "a$ 300 IN A 1.2.3.$"},
            {"a$ MX \"10 mail$\"", "a$ MX 10 mail$"},
            {"a$ TXT \"\\\"foo $\\\"\"", "a$ TXT \"foo $\""},
            {"a$ TXT \"foo\" \"$\"", "a$ TXT \"foo\" \"$\""},
            {"a$ CAA 0 issue \"c$\"", "a$ CAA 0 issue \"c$\""},
            {"a$ HTTPS 1 . alpn=\"h$\"", "a$ HTTPS 1 . alpn=\"h$\""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.tokens);
            CHECK(template_of(row.tokens) == row.pattern);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
