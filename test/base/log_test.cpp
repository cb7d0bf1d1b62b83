#include "base/log.hpp"

#include <doctest/doctest.h>

namespace signpost::log {
namespace {

TEST_SUITE("base/log") {

    TEST_CASE("a value can neither break its line nor pass for another field") {
        const Field fields[] = {
            {"zone", "example.org."}, {"why", "a \"b\"\nerror forged x=1"}, {"empty", ""}};
        CHECK(to_line(kZoneRefused, fields) ==
              R"(error zone-refused zone=example.org. why="a \"b\"\x0aerror forged x=1" empty="")");
        const Field c1[] = {{"why", "a\xc2\x9b"
                                    "31m Zürich"}};
        CHECK(to_line(kZoneRefused, c1) == R"(error zone-refused why="a\xc2\x9b31m Zürich")");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::log
