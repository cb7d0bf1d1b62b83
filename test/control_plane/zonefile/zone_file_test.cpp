#include "control_plane/zonefile/zone_file.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

using Lines = std::vector<std::string>;

TEST_SUITE("control_plane/zonefile/zone_file") {

    TEST_CASE("owner, TTL and class may be left out, and come in either order") {
        struct Row {
            std::string why;
            std::string text;
            Lines records;
        };
        // clang-format off
        const Row rows[] = {
            {"all given", "a 300 IN A 1.2.3.4", {"a.example.com. 300 1 01020304"}},
            {"class first", "a IN 300 A 1.2.3.4", {"a.example.com. 300 1 01020304"}},
            {"no class", "a 5m A 1.2.3.4", {"a.example.com. 300 1 01020304"}},
            {"letter case", "a 5M in a 1.2.3.4", {"a.example.com. 300 1 01020304"}},
            {"class as a number", "a 1 CLASS1 A 1.2.3.4", {"a.example.com. 1 1 01020304"}},
            {"type as a number", "a 1 TYPE1 1.2.3.4", {"a.example.com. 1 1 01020304"}},
            {"default TTL", "$TTL 1h\na A 1.2.3.4", {"a.example.com. 3600 1 01020304"}},
            {"own TTL beats it", "$TTL 1h\na 2 A 1.2.3.4\na A 1.2.3.5", {"a.example.com. 2 1 01020304", "a.example.com. 3600 1 01020305"}},
            {"last TTL without it", "a 2 A 1.2.3.4\na A 1.2.3.5", {"a.example.com. 2 1 01020304", "a.example.com. 2 1 01020305"}},
            {"last owner", "$TTL 1\na A 1.2.3.4\n A 1.2.3.5\n\tA 1.2.3.6", {"a.example.com. 1 1 01020304", "a.example.com. 1 1 01020305", "a.example.com. 1 1 01020306"}},
            {"owner like a type", "A 1 A 1.2.3.4\nin 1 A 1.2.3.4", {"A.example.com. 1 1 01020304", "in.example.com. 1 1 01020304"}},
            {"several lines", "a 1 ( A\n 1.2.3.4 ) ; c", {"a.example.com. 1 1 01020304"}},
            {"largest TTL", "a 2147483647 A 1.2.3.4", {"a.example.com. 2147483647 1 01020304"}},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const ReadLines lines = read_lines(row.text);
            CHECK(joined(lines.records) == joined(row.records));
            CHECK(joined(lines.complaints) == joined(Lines{}));
        }
    }

    TEST_CASE("directives change what follows them") {
        struct Row {
            std::string why;
            std::string text;
            Lines records;
        };
        // clang-format off
        const Row rows[] = {
            {"relative origin", "$ORIGIN sub\na 1 A 1.2.3.4", {"a.sub.example.com. 1 1 01020304"}},
            {"twice relative", "$ORIGIN b\n$origin a\n@ 1 A 1.2.3.4", {"a.b.example.com. 1 1 01020304"}},
            {"absolute origin", "$ORIGIN net.\na 1 NS b", {"a.net. 1 2 01620" "36e657400"}},
            {"root", "$ORIGIN .\na 1 A 1.2.3.4", {"a. 1 1 01020304"}},
            {"the last owner stays", "a 1 A 1.2.3.4\n$ORIGIN b\n 1 A 1.2.3.5", {"a.example.com. 1 1 01020304", "a.example.com. 1 1 01020305"}},
            {"dollar sign as a name", "\\$TTL 1 A 1.2.3.4", {"\\$TTL.example.com. 1 1 01020304"}},
            {"generate", "$GENERATE 1-5/2 a$ 1 IN A 1.2.3.$", {"a1.example.com. 1 1 01020301", "a3.example.com. 1 1 01020303", "a5.example.com. 1 1 01020305"}},
            {"generate uses the defaults", "$TTL 9\n$ORIGIN b\n$GENERATE 1-1 $ CNAME c", {"1.b.example.com. 9 5 0163016207" "6578616d706c6503636f6d00"}},
            {"generate with data in quotes", "$GENERATE 1-1 a 1 MX \"$ .\"", {"a.example.com. 1 15 000100"}},
            {"generate with data of several words", "$GENERATE 2-2 a 1 SRV $ 2 3 .", {"a.example.com. 1 33 00020002000300"}},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const ReadLines lines = read_lines(row.text);
            CHECK(joined(lines.records) == joined(row.records));
            CHECK(joined(lines.complaints) == joined(Lines{}));
        }
    }

    TEST_CASE("mistakes are named with their place, and reading goes on") {
        struct Row {
            std::string text;
            std::string complaint;
        };
        // clang-format off
        const Row rows[] = {
            {" 1 A 1.2.3.4", "z:1:2: the first record must begin with its owner name; @ is the zone itself, near \"1\""},
            {"a..b 1 A 1.2.3.4", "z:1:1: this name has an empty label: two dots in a row, or one in front, near \"a..b\""},
            {"\"a\" 1 A 1.2.3.4", "z:1:1: an owner name must not be quoted, near \"a\""},
            {"a 1", "z:1:4: the record type is missing, near end of line"},
            {"a 1 IN ; A", "z:1:7: the record type is missing, near end of line"},
            {"a 1 IN AAAAA ::1", "z:1:8: unknown record type; one that this server does not know is written TYPEnnn \\# length hexadecimal, near \"AAAAA\""},
            {"a 1 TYPE65536 \\# 0", "z:1:5: unknown record type; one that this server does not know is written TYPEnnn \\# length hexadecimal, near \"TYPE65536\""},
            {"a 1 TYPE0 \\# 0", "z:1:5: this type cannot be data in a zone, near \"TYPE0\""},
            {"a 1 OPT \\# 0", "z:1:5: this type cannot be data in a zone, near \"OPT\""},
            {"a 1 AXFR \\# 0", "z:1:5: this type cannot be data in a zone, near \"AXFR\""},
            {"a 1 TYPE255 \\# 0", "z:1:5: this type cannot be data in a zone, near \"TYPE255\""},
            {"a 1 CH A 1.2.3.4", "z:1:5: only class IN is served, near \"CH\""},
            {"a 1 CLASS2 A 1.2.3.4", "z:1:5: only class IN is served, near \"CLASS2\""},
            {"a 1 ANY A 1.2.3.4", "z:1:5: only class IN is served, near \"ANY\""},
            {"a 1 2 A 1.2.3.4", "z:1:5: a record type must stand here, after the TTL, near \"2\""},
            {"a 1x A 1.2.3.4", "z:1:3: a TTL is a time in seconds, or like 1h30m, near \"1x\""},
            {"a 2147483648 A 1.2.3.4", "z:1:3: a TTL must not be above 2147483647, near \"2147483648\""},
            {"a A 1.2.3.4", "z:1:3: no TTL: state one here, or for the whole zone by $TTL in front, near \"A\""},
            {"a 1 \"A\" 1.2.3.4", "z:1:5: a record type must stand here, without quotes, near \"A\""},
            {"a 1 A", "z:1:6: IPv4 address is missing, near end of line"},
            {"a 1 A 1.2.3", "z:1:7: this is no IPv4 address; it looks like 192.0.2.1, near \"1.2.3\""},
            {"a 1 A ::1", "z:1:7: this is no IPv4 address; it looks like 192.0.2.1, near \"::1\""},
            {"a 1 AAAA 1.2.3.4", "z:1:10: this is no IPv6 address; it looks like 2001:db8::1, near \"1.2.3.4\""},
            {"a 1 A 1.2.3.4 5", "z:1:15: this is more than a record of its type holds, near \"5\""},
            {"a 1 A \"1.2.3.4\"", "z:1:7: IPv4 address must not be quoted, near \"1.2.3.4\""},
            {"a 1 MX mail", "z:1:8: preference must be a number from 0 to 65535, near \"mail\""},
            {"a 1 MX 65536 mail", "z:1:8: preference must be a number from 0 to 65535, near \"65536\""},
            {"a 1 MX 10", "z:1:10: mail server is missing, near end of line"},
            {"a 1 SOA (\n b c\n 1 2 x 4 5 )", "z:3:6: retry must be a time in seconds, or like 1h30m, near \"x\""},
            {"$TTL", "z:1:5: $TTL needs more than that, near end of line"},
            {"$TTL 1 2", "z:1:8: nothing may follow here, near \"2\""},
            {"$TTL 3w2147483647", "z:1:6: a TTL is a time in seconds, or like 1h30m, near \"3w2147483647\""},
            {"$TTL 2147483648", "z:1:6: a TTL must not be above 2147483647, near \"2147483648\""},
            {"$ORIGIN a..", "z:1:9: this name has an empty label: two dots in a row, or one in front, near \"a..\""},
            {"$TTLS 1", "z:1:1: unknown directive; there are $ORIGIN, $TTL, $INCLUDE and $GENERATE, near \"$TTLS\""},
            {"$GENERATE 3-1 a 1 A 1.2.3.4", "z:1:11: the range must be start-stop or start-stop/step, from 0 to 2147483647, near \"3-1\""},
            {"$GENERATE 0-4194304 a 1 A 1.2.3.4", "z:1:11: all $GENERATE lines of a zone together may make 4194304 records; these would be more, near \"0-4194304\""},
            {"$GENERATE 255-300 a$ 1 A 1.2.3.$", "z:1:11: at 256 of this range: this is no IPv4 address; it looks like 192.0.2.1, near \"1.2.3.256\""},
            {"$GENERATE 1-2 a${x} 1 A 1.2.3.4", "z:1:11: $ takes ${offset,width,base} with width up to 255, base one of d o x X n N, and a result that is not negative, near \"1-2\""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.text);
            const ReadLines lines = read_lines(std::string(row.text) + "\nok 1 A 192.0.2.1\n");
            CHECK(joined(lines.complaints) == joined(Lines{row.complaint}));
            REQUIRE_FALSE(lines.records.empty());
            CHECK(lines.records.back() == "ok.example.com. 1 1 c0000201");
        }
    }

    TEST_CASE(
        "after a wrong owner, the lines that would inherit it are not given to another name") {
        const ReadLines lines = read_lines("a 1 A 1.2.3.4\nb..c 1 A 1.2.3.5\n 1 A 1.2.3.6\n");
        CHECK(joined(lines.records) == joined(Lines{"a.example.com. 1 1 01020304"}));
        CHECK(lines.complaints.size() == 2);
    }

    TEST_CASE("a SOA record without any TTL lends its minimum, with a warning") {
        const ReadLines lines = read_lines("@ SOA . . 1 2 3 4 300\na A 1.2.3.4\n");
        CHECK(joined(lines.records) ==
              joined(Lines{"example.com. 300 6 00000000000100000002000000030000000400"
                           "00012c",
                           "a.example.com. 300 1 01020304"}));
        CHECK(lines.complaints ==
              Lines{"z:1:3: warning: no TTL: the minimum of the SOA record, 300, "
                    "is used; state $TTL in front, near \"SOA\""});
    }

    TEST_CASE("twenty errors are shown, then reading stops") {
        std::string text;
        for (int i = 0; i < 30; ++i)
            text += "a 1 A x\n";
        const ReadLines lines = read_lines(text + "ok 1 A 192.0.2.1\n");
        REQUIRE(lines.complaints.size() == 21);
        CHECK(lines.complaints[19].starts_with("z:20:7: this is no IPv4 address"));
        CHECK(lines.complaints[20] == "z:21:7: too many errors: reading stops here");
        CHECK(joined(lines.records) == joined(Lines{}));
    }

    TEST_CASE("the bound on generated records is for all lines together") {
        const ReadLines lines =
            read_lines("$GENERATE 0-4194302 a 1 A x\n$GENERATE 0-1 a 1 A 1.2.3.4\n"
                       "$GENERATE 0-0 a 1 A 1.2.3.4\n");
        REQUIRE(lines.complaints.size() == 2);
        CHECK(lines.complaints[1].starts_with("z:2:11: all $GENERATE lines of a zone together"));
        CHECK(lines.records.size() == 1);
    }

    TEST_CASE("a record knows the line it began in") {
        std::vector<std::uint32_t> places;
        const auto reading =
            read_zone_text("\n; c\n(a 1 A 1.2.3.4)\n$GENERATE 1-2 $ 1 A 1.2.3.4\nb 1 "
                           "TXT (\n x )\nc 1 A 1.2.3.4",
                           "z", kExampleCom, [&](const zone::Record& record) {
                               places.push_back(record.line);
                               CHECK(record.file == 0);
                           });
        CHECK(places == std::vector<std::uint32_t>{3, 4, 4, 5, 7});
        CHECK(reading.files == Lines{"z"});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
