#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/subjects.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <array>

namespace signpost::steering {
namespace {

InService sample() {
    test::SampleWorld world({test::make_zone("x.example.", R"(
        portal 60 A 203.0.113.10
        portal 60 A 198.51.100.10
        plain  60 A 198.51.100.11
    )")});
    world.add("portal.x.example.");
    world.compile();
    return {.inputs = {.config = std::make_shared<const config::Steering>(world.config)},
            .compiled = std::make_shared<const Compiled>(world.now)};
}

TEST_SUITE("control_plane/steering/subjects") {

    TEST_CASE("what is configured or steered can be named, and the name probably meant is told") {
        const InService now = sample();
        const struct {
            const char* subject;
            const char* refusal;
        } rows[] = {
            {"site/A", ""},
            {"link/b-telecom", ""},
            {"endpoint/198.51.100.10", ""},
            {"service/portal.x.example", ""},
            {"site/C", R"(there is no site "C")"},
            {"link/a-telecon", R"(there is no link "a-telecon"; did you mean "a-telecom"?)"},
            {"endpoint/198.51.100.11",
             R"(there is no steered endpoint "198.51.100.11"; did you mean "198.51.100.10"?)"},
            {"service/portl.x.example",
             R"(there is no steered name "portl.x.example."; did you mean "portal.x.example."?)"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.subject);
            const auto error = check_subject(now, *health::parse_subject(row.subject));
            CHECK((error ? error->reason() : std::string()) == row.refusal);
        }
    }

    TEST_CASE("of several names that are like it the nearest is suggested, of others none") {
        constexpr std::array<std::string_view, 2> kNames{"gateway", "gate"};
        CHECK(no_such("check", "gatewy", kNames).reason() ==
              R"(there is no check "gatewy"; did you mean "gateway"?)");
        CHECK(no_such("check", "portal", kNames).reason() == R"(there is no check "portal")");
    }

    TEST_CASE("services are named in the order of their plans") {
        CHECK(names_of_services(*sample().compiled) ==
              std::vector<std::string_view>{"portal.x.example."});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
