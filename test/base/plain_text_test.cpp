#include "base/plain_text.hpp"

#include <doctest/doctest.h>

namespace signpost {
namespace {

TEST_SUITE("base/plain_text") {

    TEST_CASE("control characters of ASCII and of UTF-8 are replaced, letters are not") {
        CHECK(plain("a\x1b[31m\nb\x7f") == "a?[31m?b?");
        CHECK(plain("a\xc2\x9b"
                    "31mb") == "a??31mb");
        CHECK(plain("\xc2\x80\xc2\x9f\xc2\xa0", ' ') == "    \xc2\xa0");
        CHECK(plain("Zürich, 天津, 100 €") == "Zürich, 天津, 100 €");
        CHECK(plain("cut \xc2") == "cut \xc2");
        CHECK(plain("") == "");
    }

    TEST_CASE("a text has them or not") {
        CHECK(has_control("a\n"));
        CHECK(has_control("\xc2\x85"));
        CHECK_FALSE(has_control("天津"));
        CHECK_FALSE(has_control(""));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost
