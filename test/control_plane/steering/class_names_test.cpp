#include "control_plane/steering/class_names.hpp"
#include "control_plane/steering/sample_world.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

TEST_SUITE("control_plane/steering/class_names") {

    TEST_CASE("a class is called after what is known of it") {
        const geo::Names names = test::sample_names();
        CHECK(class_name({}, names) == "unknown");
        CHECK(class_name({.isp = 1}, names) == "telecom");
        CHECK(class_name({.isp = 1, .region = 1}, names) == "telecom/south");
        CHECK(class_name({.region = 2}, names) == "*/north");
        CHECK(class_name({.country = 1}, names) == "CN");
        CHECK(class_name({.isp = 2, .region = 1, .country = 1, .tags = 3}, names) ==
              "unicom/south CN [bank, gov]");
        CHECK(class_name({.tags = 2}, names) == "[gov]");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
