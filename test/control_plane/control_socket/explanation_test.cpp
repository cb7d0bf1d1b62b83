#include "control_plane/control_socket/explanation.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace signpost::control_socket {
namespace {

using test::SampleWorld;

struct Fixture {
    SampleWorld world{{test::make_zone("example.", R"(
        www     A     203.0.113.1
        www     A     198.51.100.65
        alias   CNAME www
        far     CNAME www.elsewhere.
        loop    CNAME loop
        plain   TXT   here)")}};

    Fixture() {
        world.add("www.example.")
            .views.push_back({.tag = "bank", .addresses = {test::address("198.51.100.66")}});
        world.compile();
    }

    nlohmann::ordered_json ask(const char* name, const char* client,
                               std::optional<steer::Kind> type = std::nullopt) const {
        std::string reason;
        const Snapshot snapshot{.generation = 1,
                                .zones = std::make_shared<const zone::Zones>(world.zones),
                                .settings = {},
                                .steering = world.now.steering};
        return nlohmann::ordered_json::parse(
            to_line(explain(snapshot, world.now,
                            {.name = *config::parse_domain(name, reason),
                             .client = test::address(client),
                             .type = type})));
    }
};

TEST_SUITE("control_plane/control_socket/explanation") {

    TEST_CASE_FIXTURE(Fixture, "a steered name is explained endpoint by endpoint") {
        const auto told = ask("www.example.", "10.1.2.3");
        CHECK(told["standing"] == "steered");
        CHECK(told["class"] == "telecom/south");
        CHECK(told["scope"] == "10.1.0.0/16");
        CHECK(told["view"] == "");
        CHECK(told["policy"]["rules"][0] == "same-isp");
        const auto& endpoints = told["kinds"][0]["endpoints"];
        REQUIRE(endpoints.size() == 2);
        CHECK(told["kinds"][0]["type"] == "A");
        for (const auto& endpoint : endpoints) {
            const bool is_own = endpoint["address"] == "203.0.113.1";
            CHECK(endpoint["fate"] == (is_own ? "kept" : "outranked"));
            CHECK(endpoint["part"] == (is_own ? 1.0 : 0.0));
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a view is named by its tag") {
        const auto told = ask("www.example.", "10.3.0.1");
        CHECK(told["view"] == "bank");
        CHECK(told["kinds"][0]["endpoints"][0]["address"] == "198.51.100.66");
    }

    TEST_CASE_FIXTURE(Fixture,
                      "an alias is followed to its end, unless it is what is asked about") {
        const auto told = ask("alias.example.", "10.1.2.3", steer::Kind::A);
        CHECK(told["aliases"] == nlohmann::ordered_json{"alias.example."});
        CHECK(told["name"] == "www.example.");
        CHECK(told["standing"] == "steered");
        CHECK(ask("far.example.", "10.1.2.3")["standing"] == "not-ours");
        CHECK(ask("loop.example.", "10.1.2.3")["aliases"].size() == Explanation::kAliasesMax);
        CHECK(ask("alias.example.", "10.1.2.3", steer::Kind::Cname)["standing"] == "plain");
    }

    TEST_CASE_FIXTURE(Fixture, "only what is asked about is told") {
        CHECK(ask("www.example.", "10.1.2.3", steer::Kind::Aaaa)["kinds"].empty());
        CHECK(ask("plain.example.", "10.1.2.3")["standing"] == "plain");
        CHECK_FALSE(ask("plain.example.", "10.1.2.3").contains("class"));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
