#include "control_plane/zonefile/lexer.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

/// Every entry on a line of its own: `1:1 a | 1:3 "b"`; a `~` in front if it begins blank, a `!`
/// for a mistake, `+` in front of a token that is glued to the one before.
std::string entries_of(const std::string& text) {
    Lexer lexer(text);
    Entry entry;
    std::string all;
    for (;;) {
        const Lexer::Found found = lexer.next(entry);
        if (found == Lexer::Found::End) return all;
        if (!all.empty()) all += "\n";
        if (found == Lexer::Found::Mistake) {
            const Mistake& mistake = lexer.mistake();
            all += "! " + std::to_string(mistake.line) + ":" + std::to_string(mistake.column) +
                   " " + mistake.what;
            continue;
        }
        if (entry.begins_blank) all += "~";
        std::string separator;
        for (const Token& token : entry.tokens) {
            const std::string quote = token.is_word() ? "" : "\"";
            all += separator + std::to_string(token.line) + ":" + std::to_string(token.column) +
                   " " + (token.glued ? "+" : "") + quote + std::string(token.text) + quote;
            separator = " | ";
        }
    }
}

TEST_SUITE("control_plane/zonefile/lexer") {

    TEST_CASE("entries are lines, cut into words, with their places") {
        struct Row {
            std::string why;
            std::string text;
            std::string entries;
        };
        // clang-format off
        const Row rows[] = {
            {"nothing", "", ""},
            {"only blanks and comments", " \t\n; x\n\n  ; y", ""},
            {"words", "a  IN\tA 1\n", "1:1 a | 1:4 IN | 1:7 A | 1:9 1"},
            {"no final newline", "a b", "1:1 a | 1:3 b"},
            {"CR LF", "a b\r\nc\r\n", "1:1 a | 1:3 b\n2:1 c"},
            {"blank in front", " a\n\tb\nc", "~1:2 a\n~2:2 b\n3:1 c"},
            {"an empty line does not count as blank", " \na", "2:1 a"},
            {"comment behind", "a;b\nc ; d \"(\n", "1:1 a\n2:1 c"},
            {"byte order mark", "\xef\xbb\xbf" "a b", "1:1 a | 1:3 b"},
            {"parentheses join lines", "a ( b ; x\n c\n) d\ne", "1:1 a | 1:5 b | 2:2 c | 3:3 d\n4:1 e"},
            {"parentheses need no blanks", "a(b)c", "1:1 a | 1:3 b | 1:5 c"},
            {"nested parentheses", "a ((b\n)\n c)", "1:1 a | 1:5 b | 3:2 c"},
            {"a record that begins with one", "(\na b )\nc", "2:1 a | 2:3 b\n3:1 c"},
            {"quotes keep blanks, comments, parentheses", "a \"b ;(\tc\"", "1:1 a | 1:3 \"b ;(\tc\""},
            {"an empty string", "a \"\"", "1:1 a | 1:3 \"\""},
            {"a quote ends a word", "k=\"v\"w", "1:1 k= | 1:3 +\"v\" | 1:6 +w"},
            {"escapes hide special characters", "a\\;b\\(\\\"\\ c d", "1:1 a\\;b\\(\\\"\\ c | 1:13 d"},
            {"escaped quote in a string", "\"a\\\"b\\\\\" c", "1:1 \"a\\\"b\\\\\" | 1:10 c"},
            {"UTF-8 passes, columns count octets", "\xe5\x8c\xbb b", "1:1 \xe5\x8c\xbb | 1:5 b"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(entries_of(row.text) == row.entries);
        }
    }

    TEST_CASE("a mistake spoils its own entry only") {
        struct Row {
            std::string why;
            std::string text;
            std::string entries;
        };
        // clang-format off
        const Row rows[] = {
            {"closing parenthesis", "a ) b\nc",
             "! 1:3 this closing parenthesis was never opened, near \")\"\n2:1 c"},
            {"open string", "a \"b c\nd",
             "! 1:3 this quoted string has no closing quote on its line, near \"b c\"\n2:1 d"},
            {"open string in front", "\"b c\nd",
             "! 1:1 this quoted string has no closing quote on its line, near \"b c\"\n2:1 d"},
            {"open string at the end", "a \"b",
             "! 1:3 this quoted string has no closing quote on its line, near \"b\""},
            {"backslash before the line end", "a b\\\nc",
             "! 1:4 a backslash cannot continue a line; use parentheses, near \"\\\"\n2:1 c"},
            {"backslash at the end", "a\\",
             "! 1:2 a backslash cannot continue a line; use parentheses, near \"\\\""},
            {"NUL", std::string("a \0 b\nc", 7),
             "! 1:3 control characters are not allowed; write \\DDD for such an octet, near \"\\000\"\n2:1 c"},
            {"control character in a word", "ab\x07" "c\nd",
             "! 1:3 control characters are not allowed; write \\DDD for such an octet, near \"\\007\"\n2:1 d"},
            {"control character in a string", "\"b\x1b\" c\nd",
             "! 1:3 control characters are not allowed; write \\DDD for such an octet, near \"\\027\"\n2:1 d"},
            {"escaped control character", "a\\\x7f\nd",
             "! 1:3 control characters are not allowed; write \\DDD for such an octet, near \"\\127\"\n2:1 d"},
            {"CR alone", "a\rb\nc",
             "! 1:2 control characters are not allowed; write \\DDD for such an octet, near \"\\013\"\n2:1 c"},
            {"open parenthesis: goes on at a line like a new record", "a ( b\n  c\n\n ; d\ne f",
             "! 1:3 this parenthesis is never closed, near \"(\"\n5:1 e | 5:3 f"},
            {"open parenthesis in the last line", "a ( b",
             "! 1:3 this parenthesis is never closed, near \"(\""},
            {"only the first of an entry", "a \x01 ) \"\nb",
             "! 1:3 control characters are not allowed; write \\DDD for such an octet, near \"\\001\"\n2:1 b"},
            {"a long token is cut short", "a \"" + std::string(99, 'x'),
             "! 1:3 this quoted string has no closing quote on its line, near \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(entries_of(row.text) == row.entries);
        }
    }

    TEST_CASE("a record cannot have endless words") {
        std::string text = "(";
        for (std::size_t i = 0; i <= Lexer::kTokensMax; ++i)
            text += " a";
        text += " )\nb c";
        const std::string entries = entries_of(text);
        CHECK(entries.find("too many words") != std::string::npos);
        CHECK(entries.find("\n2:1 b | 2:3 c") != std::string::npos);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
