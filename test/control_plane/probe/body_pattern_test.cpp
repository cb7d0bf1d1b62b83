#include "control_plane/probe/body_pattern.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

TEST_SUITE("control_plane/probe/body_pattern") {

    TEST_CASE("a regular expression is one, or the reason tells why not") {
        CHECK(reason_of_bad_pattern(R"re("status"\s*:\s*"(up|ready)")re").empty());
        CHECK(reason_of_bad_pattern("(").find("missing") != std::string::npos);
        CHECK_FALSE(reason_of_bad_pattern(R"((a)\1)").empty()); // RE2 has no back references
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::probe
