#include "control_plane/steering/last_good.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

using health::Standing;
using test::SampleWorld;

constexpr const char* kName = "www.example.";

std::shared_ptr<const zone::Zone> zone_with(const std::string& more) {
    return test::make_zone("example.", "www A 203.0.113.10\nwww A 203.0.113.70\n"
                                       "www A 198.51.100.10\n" +
                                           more);
}

struct LastGood : SampleWorld {
    LastGood() : SampleWorld({zone_with("")}) {
        add(kName);
        config.policies[0].policy = {.rules = {steer::SiteOrder{{0, 1}}},
                                     .when_none_up = steer::WhenNoneUp::ServeLastGood};
        compile();
    }
    std::string after(std::vector<Standing> links) {
        for (std::size_t i = 0; i < links.size(); ++i)
            set("link/" + config.links[i].name, links[i]);
        compile_again();
        return given(kName, "192.0.2.1");
    }
};

constexpr Standing U = Standing::Up, R = Standing::Drained, D = Standing::Down;

TEST_SUITE("control_plane/steering/last_good") {

    TEST_CASE("when nothing is up any more, what was given last stays, as long as nothing is") {
        LastGood world;
        CHECK(world.after({U, D, U}) == "203.0.113.10");
        CHECK(world.after({D, D, D}) == "203.0.113.10");
        CHECK(world.after({D, D, D}) == "203.0.113.10");
        CHECK(world.after({D, D, U}) == "198.51.100.10");
        CHECK(world.after({D, D, D}) == "198.51.100.10");
        CHECK(world.after({R, D, D}) == "203.0.113.10");
        CHECK(!world.offer(kName, "198.51.100.10").endpoint.was_good);
        CHECK(world.after({D, D, D}) == "203.0.113.10");
    }

    TEST_CASE("what was good is known also to a policy that comes to ask for it later") {
        LastGood world;
        world.config.policies[0].policy.when_none_up = steer::WhenNoneUp::ServeAll;
        CHECK(world.after({D, U, U}) == "203.0.113.70");
        CHECK(world.after({D, D, D}) == "203.0.113.10 203.0.113.70");
        CHECK(world.after({D, D, D}) == "203.0.113.10 203.0.113.70");
        world.config.policies[0].policy.when_none_up = steer::WhenNoneUp::ServeLastGood;
        CHECK(world.after({D, D, D}) == "203.0.113.70");
    }

    TEST_CASE("at start nothing is known to have been good: everything is given") {
        LastGood world;
        for (const config::Link& link : world.config.links)
            world.set("link/" + link.name, D);
        world.compile();
        CHECK(world.given(kName, "192.0.2.1") == "203.0.113.10 203.0.113.70");
    }

    TEST_CASE("marks outlive a new version of the zone, and other services coming and going") {
        LastGood world;
        CHECK(world.after({D, U, U}) == "203.0.113.70");
        CHECK(world.after({D, D, D}) == "203.0.113.70");
        world.zones = zone::Zones({zone_with("aaa A 203.0.113.1\nwww A 203.0.113.9\n")});
        world.config.services.insert(world.config.services.begin(),
                                     test::service_named("aaa.example."));
        CHECK(world.after({D, D, D}) == "203.0.113.70");
        world.config.services.erase(world.config.services.begin());
        CHECK(world.after({D, D, D}) == "203.0.113.70");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
