#include "core/geo/names.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::geo {
namespace {

TEST_SUITE("core/geo/vocabulary") {

    TEST_CASE("a name keeps its number; the empty one is 0") {
        Vocabulary names(3);
        CHECK(names.add("telecom") == 1);
        CHECK(names.add("unicom") == 2);
        CHECK(names.add("telecom") == 1);
        CHECK(names.add("") == 0);
        CHECK(names.find("unicom") == 2);
        CHECK(names.find("mobile") == 0);
        CHECK(names.name(2) == "unicom");
        CHECK(names.name(0).empty());
        CHECK(names.name(9).empty());
    }

    TEST_CASE("names are UTF-8 without control characters, up to 64 octets") {
        for (const char* good : {"", "telecom", "\xc2\xa9", "\xe5\xb9\xbf\xe4\xb8\x9c",
                                 "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "a b"})
            CHECK_MESSAGE(is_name(good), good);
        for (const char* bad :
             {"\x80", "\xc0\x80", "\xc2", "\xe5\xb9", "\xed\xa0\x80", "\xe0\x80\x80",
              "\xf4\x90\x80\x80", "\xff", "a\tb", "\x7f", "\xb5\xe7\xd0\xc5"})
            CHECK_FALSE(is_name(bad));
        CHECK(is_name(std::string(64, 'x')));
        CHECK_FALSE(is_name(std::string(65, 'x')));
    }

    TEST_CASE("there are no more names than asked for") {
        Vocabulary names(1);
        CHECK(names.add("a") == 1);
        CHECK_FALSE(names.add("b"));
        CHECK(names.add("a") == 1);
        CHECK(names.size() == 1);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::geo
