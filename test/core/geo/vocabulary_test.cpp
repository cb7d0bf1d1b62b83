#include "core/geo/vocabulary.hpp"

#include <doctest/doctest.h>

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
