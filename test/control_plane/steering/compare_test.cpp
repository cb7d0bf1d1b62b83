#include "control_plane/steering/compare.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "core/steer/explain.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace signpost::steering {
namespace {

using health::Standing;
using test::address;
using test::SampleWorld;

constexpr double kNear = 1e-9;

SampleWorld make_world() {
    SampleWorld world{{test::make_zone("example.", R"(
        www    A     203.0.113.1
        www    A     203.0.113.65
        www    A     198.51.100.1
        www    A     198.51.100.65
        www    AAAA  2001:db8:a1::1
        www    AAAA  2001:db8:b2::1
        pair   A     203.0.113.2
        pair   A     198.51.100.2
        new    A     203.0.113.3)")}};
    world.add("www.example.");
    world.add("pair.example.").only_for = {"bank", "gov"};
    return world;
}

const Space& space(const Comparison& comparison, std::string_view name) {
    const auto found = std::ranges::find(comparison.spaces, name, &Space::name);
    REQUIRE(found != comparison.spaces.end());
    return *found;
}

LinkShare share(const Space& space, std::string_view link) {
    const auto found = std::ranges::find(space.links, link, &LinkShare::link);
    return found == space.links.end() ? LinkShare{} : *found;
}

/// By address or target: the part of answers, of A and AAAA together.
using Parts = std::map<std::string, double>;

Parts parts_of(const std::vector<Given>& given) {
    Parts parts;
    for (const Given& one : given)
        if (!one.address.empty())
            parts[one.address] = static_cast<double>(one.draws) / Given::kAllDraws;
    return parts;
}

Parts parts_of(const SampleWorld& world, const std::string& name, const Address& client) {
    const auto plan = world.plan(name);
    const auto viewpoint = plan->viewpoint_of(world.now.steering->clients->classify(client).value);
    Parts parts;
    if (plan->is_closed_to(viewpoint)) return parts;
    for (const steer::Explanation& kind : steer::explain(*plan, viewpoint))
        for (const steer::Fortune& fortune : kind.fortunes)
            if (fortune.part > 0) parts[fortune.offer->text] = fortune.part;
    return parts;
}

void check_sums(const Comparison& comparison) {
    for (const Space& one : comparison.spaces) {
        CAPTURE(one.name);
        double before = 0;
        double after = 0;
        for (const LinkShare& link : one.links) {
            before += link.before;
            after += link.after;
        }
        CHECK(before == doctest::Approx(1).epsilon(kNear));
        CHECK(after == doctest::Approx(1).epsilon(kNear));
    }
}

TEST_SUITE("control_plane/steering/compare") {

    TEST_CASE("a state differs in nothing from itself, nor from its like") {
        SampleWorld world = make_world();
        const Compiled first = world.compile();
        for (const Compiled& other : {first, world.compile(), world.compile_again()}) {
            const Comparison same = compare(first, other, {});
            CHECK(same.changes.empty());
            CHECK(same.services_before == 2);
            CHECK(same.services_after == 2);
            check_sums(same);
            CHECK(space(same, "all IPv4").size == 0x1p32);
            // Without 2002::/16, which carries IPv4; the other carriers are smaller than a /48.
            CHECK(space(same, "all IPv6").size == doctest::Approx(0x1p48 - 0x1p32).epsilon(kNear));
            for (const Space& one : same.spaces) {
                CHECK(one.moved == 0);
                for (const LinkShare& link : one.links)
                    CHECK(link.before == link.after);
            }
        }
    }

    TEST_CASE("what a link loses goes to those that its clients then get") {
        SampleWorld world = make_world();
        const Compiled before = world.compile();
        world.set("link/a-telecom", Standing::TakenDown);
        const Comparison comparison =
            compare(before, world.compile_again(), {.among = {}, .service = "www.example."});
        check_sums(comparison);
        REQUIRE_FALSE(comparison.changes.empty());
        const auto telecom = std::ranges::find_if(comparison.changes, [](const Change& change) {
            return std::ranges::find(change.classes, "telecom/south") != change.classes.end();
        });
        REQUIRE(telecom != comparison.changes.end());
        CHECK(parts_of(*telecom->before) == Parts{{"203.0.113.1", 1}, {"2001:db8:a1::1", 1}});
        CHECK(parts_of(*telecom->after) == Parts{{"198.51.100.1", 1}, {"2001:db8:b2::1", 1}});

        // Of five /16 on the map one has nothing but a country, which no policy asks for.
        const Space& known = space(comparison, "known IPv4");
        CHECK(known.size == 4 * 65536);
        CHECK(share(known, "a-telecom").after == 0);
        CHECK(share(known, "a-telecom").before > 0);
        CHECK(known.moved == doctest::Approx(share(known, "a-telecom").before));
    }

    TEST_CASE("services come and go") {
        SampleWorld world = make_world();
        const Compiled before = world.compile();
        std::erase_if(world.config.services,
                      [](const auto& service) { return service.name == "pair.example."; });
        world.add("new.example.");
        const Comparison comparison = compare(before, world.compile_again(), {});
        REQUIRE(comparison.changes.size() >= 2);
        for (const Change& change : comparison.changes) {
            CAPTURE(change.service);
            CHECK(change.before.has_value() == (change.service == "pair.example."));
            CHECK(change.after.has_value() == (change.service == "new.example."));
        }
        check_sums(comparison);
        CHECK(space(comparison, "all IPv4").moved == 0);
    }

    TEST_CASE("a class that becomes another is compared with what it becomes") {
        SampleWorld world = make_world();
        const Compiled before = world.compile();
        const auto moved = std::make_shared<maps::Geography>(*world.geography);
        geo::Layer layer; // 10.2.0.0/16 was unicom in the north
        layer.add(*parse_prefix("10.1.0.0/16"), {.isp = 1, .region = 1});
        layer.add(*parse_prefix("10.2.0.0/16"), {.isp = 1, .region = 1});
        std::vector<geo::Layer> layers;
        layers.push_back(std::move(layer));
        moved->atlas = geo::Atlas(std::move(layers));
        world.geography = moved;
        const Comparison comparison =
            compare(before, world.compile_again(), {.among = {}, .service = "www.example."});
        const auto found = std::ranges::find_if(comparison.changes, [](const Change& change) {
            return change.classes.front() == "unicom/north -> telecom/south";
        });
        REQUIRE(found != comparison.changes.end());
        CHECK(found->part.v4 * space(comparison, "known IPv4").size ==
              doctest::Approx(65536).epsilon(kNear));
        CHECK(found->part.v6 == 0);
    }

    TEST_CASE("only some clients count if so asked") {
        SampleWorld world = make_world();
        const Compiled& now = world.compile();
        const Comparison isp =
            compare(now, now, {.among = {.isp = 2, .classes = {}}, .service = {}});
        CHECK(space(isp, "all IPv4").size == 2 * 65536);
        CHECK(space(isp, "all IPv6").size == 0);
        const std::uint32_t telecom = now.classes->map->classify(address("10.1.0.1")).value;
        const Comparison one =
            compare(now, now, {.among = {.isp = {}, .classes = {telecom}}, .service = {}});
        CHECK(space(one, "all IPv4").size == 65536);
        CHECK(space(one, "all IPv6").size == 1);
    }

    TEST_CASE("the change told for a client is the one that explain tells on both sides") {
        std::mt19937 random(20251122); // any seed will do; the same one each time
        const auto below = [&random](std::uint32_t end) { return random() % end; };
        for (int turn = 0; turn < 60; ++turn) {
            CAPTURE(turn);
            SampleWorld world = make_world();
            const auto shuffle = [&](SampleWorld& shuffled) {
                for (const config::Link& link : shuffled.config.links)
                    shuffled.set("link/" + link.name, static_cast<Standing>(below(4)));
                steer::Policy& policy = shuffled.config.policies[0].policy;
                policy.pick = static_cast<steer::Pick>(below(4));
                policy.answers_max = static_cast<std::uint16_t>(1 + below(3));
                policy.when_none_up = static_cast<steer::WhenNoneUp>(below(4));
            };
            shuffle(world);
            world.compile();
            SampleWorld then = world;
            shuffle(then);
            then.compile_again();
            const Comparison comparison = compare(world.now, then.now, {});
            check_sums(comparison);
            for (int i = 0; i < 30; ++i) {
                const Address client = address("10." + std::to_string(below(7)) + "." +
                                               std::to_string(below(256)) + ".7");
                CAPTURE(to_text(client));
                const std::string& of_class =
                    (*world.now.steering
                          ->class_names)[world.now.steering->clients->classify(client).value];
                for (const std::string name : {"www.example.", "pair.example."}) {
                    CAPTURE(name);
                    const auto told =
                        std::ranges::find_if(comparison.changes, [&](const Change& change) {
                            return change.service == name &&
                                   std::ranges::find(change.classes, of_class) !=
                                       change.classes.end();
                        });
                    const Parts before = parts_of(world, name, client);
                    const Parts after = parts_of(then, name, client);
                    if (told == comparison.changes.end()) {
                        CHECK(before == after);
                        continue;
                    }
                    CHECK(before != after);
                    CHECK(parts_of(*told->before) == before);
                    CHECK(parts_of(*told->after) == after);
                }
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
