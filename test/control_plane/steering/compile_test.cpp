#include "control_plane/steering/compile.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

using health::Standing;
using test::SampleWorld;

constexpr const char* kTelecomClient = "10.1.2.3";
constexpr const char* kUnicomClient = "10.2.2.3";
constexpr const char* kStranger = "192.0.2.1";

std::shared_ptr<const zone::Zone> sample_zone() {
    return test::make_zone("ybj.example.", R"(
        portal   60   A     203.0.113.10
        portal   60   A     203.0.113.70
        portal   60   A     198.51.100.10
        portal   60   A     198.51.100.70
        portal   90   AAAA  2001:db8:a1::1
        portal   90   AAAA  2001:db8:b2::1
        pay           A     203.0.113.11
        pay           A     198.51.100.71
        one           A     203.0.113.12
    )");
}

TEST_SUITE("control_plane/steering/compile") {

    TEST_CASE("clients get what suits their ISP, then their region, then the first site") {
        SampleWorld world({sample_zone()});
        world.add("portal.ybj.example.");
        world.compile();
        CHECK(world.now.complaints.empty());
        CHECK(world.given("portal.ybj.example.", kTelecomClient) == "203.0.113.10");
        CHECK(world.given("portal.ybj.example.", kUnicomClient) == "198.51.100.70");
        CHECK(world.given("portal.ybj.example.", kStranger) == "203.0.113.10 203.0.113.70");
        CHECK(world.given("portal.ybj.example.", "2001:db8:1::7", steer::Kind::Aaaa) ==
              "2001:db8:a1::1");
        CHECK(world.given("portal.ybj.example.", kUnicomClient, steer::Kind::Cname) == "all");
        CHECK(world.plan("pay.ybj.example.") == nullptr);
    }

    TEST_CASE("standings: the worst of site, link and the address's own") {
        SampleWorld world({sample_zone()});
        world.add("portal.ybj.example.");
        world.set("site/B", Standing::Drained);
        world.set("link/a-telecom", Standing::Down);
        world.set("endpoint/198.51.100.10", Standing::TakenDown);
        world.set("endpoint/203.0.113.10", Standing::Up);
        world.set("endpoint/203.0.113.70", Standing::Drained);
        world.compile();
        const auto standing = [&world](const char* text) {
            return world.offer("portal.ybj.example.", text).endpoint.standing;
        };
        CHECK(standing("203.0.113.10") == Standing::Down); // an override beats what it names only
        CHECK(standing("203.0.113.70") == Standing::Drained);
        CHECK(standing("198.51.100.10") == Standing::TakenDown);
        CHECK(standing("198.51.100.70") == Standing::Drained);
    }

    TEST_CASE("one flipped link compiles only the plans of the services it serves again") {
        SampleWorld world({sample_zone()});
        for (const char* name : {"portal.ybj.example.", "pay.ybj.example.", "one.ybj.example."})
            world.add(name);
        const Compiled before = world.compile();
        world.set("link/b-unicom", Standing::Down);
        const auto portal = world.plan("portal.ybj.example.");
        const auto pay = world.plan("pay.ybj.example.");
        const auto one = world.plan("one.ybj.example.");
        world.compile_again();
        CHECK(world.plan("portal.ybj.example.") != portal);
        CHECK(world.plan("pay.ybj.example.") != pay);
        CHECK(world.plan("one.ybj.example.") == one);
        CHECK(world.given("portal.ybj.example.", kUnicomClient) == "203.0.113.70");
        CHECK(world.now.classes == before.classes);
        CHECK(world.now.steering->clients == before.steering->clients);
        CHECK(world.now.steering->class_names == before.steering->class_names);
        CHECK(world.now.regions == before.regions);
        CHECK(&world.plan("portal.ybj.example.")->viewpoints() == &portal->viewpoints());
    }

    TEST_CASE("equal inputs share everything, whatever the order of services and the maps") {
        SampleWorld world({sample_zone()});
        for (const char* name : {"portal.ybj.example.", "pay.ybj.example.", "one.ybj.example."})
            world.add(name);
        world.compile();
        const auto portal = world.plan("portal.ybj.example.");
        const auto one = world.plan("one.ybj.example.");
        std::swap(world.config.services[0], world.config.services[2]);
        world.compile_again();
        CHECK(world.plan("portal.ybj.example.") == portal);
        CHECK(world.plan("one.ybj.example.") == one);
        world.geography = test::sample_geography(); // equal, but other
        const auto classes = world.now.classes;
        world.compile_again();
        CHECK(world.plan("portal.ybj.example.") == portal);
        CHECK(world.now.classes != classes);
        CHECK(world.now.geography == world.geography);
    }

    TEST_CASE("what a service asks anew, a zone or a policy compiles its plan again") {
        SampleWorld world({sample_zone()});
        world.add("portal.ybj.example.");
        world.compile();
        const auto first = world.plan("portal.ybj.example.");
        world.config.policies[0].policy.answers_max = 1;
        world.compile_again();
        const auto second = world.plan("portal.ybj.example.");
        CHECK(second != first);
        CHECK(world.given("portal.ybj.example.", kStranger) == "203.0.113.10");
        world.zones = zone::Zones({sample_zone()}); // a new version, with nodes of its own
        world.compile_again();
        const auto third = world.plan("portal.ybj.example.");
        CHECK(third != second);
        world.config.policies[0].policy.rules = {steer::SharedTag{}};
        world.compile_again();
        CHECK(world.plan("portal.ybj.example.") != third);
        CHECK(world.now.steering->class_names->size() == world.now.classes->locations.size());
    }

    TEST_CASE("classes are as few as policies need, and have names") {
        SampleWorld world({sample_zone()});
        world.add("pay.ybj.example.");
        world.config.policies[0].policy.rules = {steer::SameIsp{}};
        world.compile();
        CHECK(*world.now.steering->class_names ==
              std::vector<std::string>{"unknown", "telecom", "unicom"});
        const geo::Partition v4 = partition_by_class(world.now, Family::V4);
        const auto class_of = [&](const char* client) {
            return v4.runs()[v4.run_of(geo::key_of(test::address(client)))].value;
        };
        for (const char* client : {kTelecomClient, kUnicomClient, kStranger, "10.3.1.1"})
            CHECK(class_of(client) ==
                  world.now.steering->clients->classify(test::address(client)).value);
        world.config.services.clear();
        world.compile_again();
        CHECK(world.now.steering->plans.all().empty());
        CHECK(*world.now.steering->class_names == std::vector<std::string>{"unknown"});
    }

    TEST_CASE("patterns and defaults steer as exact services do") {
        SampleWorld world({sample_zone()});
        world.add("*.ybj.example.");
        world.config.zone_defaults = {test::service_named("ybj.example.")};
        world.compile();
        CHECK(world.steered() == "portal.ybj.example. pay.ybj.example.");
        CHECK(world.given("pay.ybj.example.", kUnicomClient) == "198.51.100.71");
        CHECK(world.now.complaints.empty());
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
