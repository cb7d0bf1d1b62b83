#include "control_plane/config/nearest.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace signpost::config {
namespace {

TEST_SUITE("control_plane/config/nearest") {

    TEST_CASE("the nearest name is found, and none when all are far") {
        const std::vector<std::string_view> names{"listen", "zones", "slip", "identity"};
        CHECK(nearest("lisen", names) == "listen");
        CHECK(nearest("listens", names) == "listen");
        CHECK(nearest("zone", names) == "zones");
        CHECK(nearest("slop", names) == "slip");
        CHECK_FALSE(nearest("slope", names));
        CHECK_FALSE(nearest("", names));
        CHECK_FALSE(nearest("user", names));
        CHECK_FALSE(nearest("x", {}));
    }

    TEST_CASE("letter case tells short names apart less than letters do") {
        const std::vector<std::string_view> sites{"A", "B", "Beijing"};
        CHECK(nearest("b", sites) == "B");
        CHECK(nearest("beijin", sites) == "Beijing");
        CHECK_FALSE(nearest("C", sites));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
