#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/simulate.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::steering {
namespace {

using health::Standing;

InService make_in_service() {
    config::Steering config = test::sample_config();
    config.services.push_back(test::service_named("www.example."));
    const Inputs inputs{std::make_shared<const config::Steering>(std::move(config)),
                        std::make_shared<const zone::Zones>(std::vector{test::make_zone(
                            "example.", "www A 203.0.113.1\nwww A 198.51.100.1\n")}),
                        test::sample_geography()};
    Result<InService> in_service = compile(inputs, nullptr);
    REQUIRE(in_service);
    return *std::move(in_service);
}

std::string refusal(const Simulation& simulation) {
    const Result<Comparison> comparison = simulate(make_in_service(), simulation);
    return comparison ? "none" : comparison.error().reason();
}

TEST_SUITE("control_plane/steering/simulate") {

    TEST_CASE("simulating nothing changes nothing") {
        const Result<Comparison> comparison = simulate(make_in_service(), {});
        REQUIRE(comparison);
        CHECK(comparison->changes.empty());
    }

    TEST_CASE("what is down takes its clients elsewhere; what is up again brings them back") {
        for (const char* target : {"link/a-telecom", "site/A", "endpoint/203.0.113.1"})
            for (const Standing standing : {Standing::TakenDown, Standing::Drained}) {
                CAPTURE(target);
                const Result<Comparison> comparison =
                    simulate(make_in_service(), {.verdicts = {{target, standing}}});
                REQUIRE(comparison);
                REQUIRE_FALSE(comparison->changes.empty());
                for (const Change& change : comparison->changes) {
                    REQUIRE(change.after->size() == 1);
                    CHECK(change.after->front().address == "198.51.100.1");
                }
            }
        const Result<Comparison> up =
            simulate(make_in_service(), {.verdicts = {{"link/a-telecom", Standing::Up}}});
        REQUIRE(up);
        CHECK(up->changes.empty());
    }

    TEST_CASE("what there is not is told, with what was probably meant") {
        CHECK(refusal({.verdicts = {{"link/a-telecm", Standing::Up}}}) ==
              "there is no link \"a-telecm\"; did you mean \"a-telecom\"?");
        CHECK(refusal({.verdicts = {{"site/Z", Standing::Up}}}).starts_with("there is no site"));
        CHECK(refusal({.verdicts = {{"endpoint/203.0.113.2", Standing::Up}}}) ==
              "there is no steered endpoint \"203.0.113.2\"; did you mean \"203.0.113.1\"?");
        CHECK(refusal({.verdicts = {{"a-telecom", Standing::Up}}}) ==
              "\"a-telecom\" is none of site/NAME, link/NAME, endpoint/ADDRESS and service/NAME");
        CHECK(refusal({.isp = "telecon"}) ==
              "there is no ISP on the maps \"telecon\"; did you mean \"telecom\"?");
        CHECK(refusal({.service = "ww.example."}) ==
              "there is no steered name \"ww.example.\"; did you mean \"www.example.\"?");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
