#include "core/steer/plan_compiler.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

namespace signpost::steer {
namespace {

using test::offer;

std::shared_ptr<const zone::Zone> make_zone() {
    return test::make_zone("example.", "www A 192.0.2.1\nfar CNAME www\n");
}

std::shared_ptr<const Plan> compile(const Service& service,
                                    const std::vector<geo::Location>& classes = {{}}) {
    return PlanCompiler().compile(service, std::make_shared<const Viewpoints>(
                                               make_viewpoints(classes, distinctions_of(service))));
}

/// How much of all draws gives each offer, for clients of class 0.
std::map<std::string, double> parts_of(const Plan& plan, Kind kind) {
    std::map<std::string, double> parts;
    double from = 0;
    for (const Slice& slice : plan.slices(plan.choice(kind, plan.viewpoint_of(0)))) {
        const double to = static_cast<double>(slice.last) + 1;
        for (const std::size_t given : plan.given(slice.set))
            parts[plan.service().offers[given].text] += (to - from) / 4294967296.0;
        from = to;
    }
    return parts;
}

Offer on_link(Offer made, LinkNumber link, std::uint32_t capacity_mbps) {
    made.endpoint.link = link;
    made.capacity_mbps = capacity_mbps;
    return made;
}

TEST_SUITE("core/steer/plan") {

    TEST_CASE("a name has one CNAME, whatever the pick") {
        for (const Pick pick : {Pick::All, Pick::Weighted, Pick::Rotate, Pick::Sticky}) {
            const auto plan = compile(
                test::make_service(make_zone(), "far.example.", {.pick = pick},
                                   {offer("CNAME a.elsewhere."), offer("CNAME b.elsewhere.")}));
            for (const Slice& slice : plan->slices(plan->choice(Kind::Cname, 0)))
                CHECK(plan->set_at(slice.set)->count() == 1);
        }
    }

    TEST_CASE("load: links by their capacity, which their endpoints share") {
        const auto plan = compile(test::make_service(
            make_zone(), "www.example.",
            {.rules = {Load{}}, .pick = Pick::Weighted, .answers_max = 1},
            {on_link(offer("A 192.0.2.1"), 0, 3000), on_link(offer("A 192.0.2.2"), 1, 1000),
             on_link(offer("A 192.0.2.3"), 0, 3000)}));
        const auto parts = parts_of(*plan, Kind::A);
        CHECK(parts.at("192.0.2.1") == doctest::Approx(0.375));
        CHECK(parts.at("192.0.2.2") == doctest::Approx(0.25));
        CHECK(parts.at("192.0.2.3") == doctest::Approx(0.375));
    }

    TEST_CASE("equal sets are stored once") {
        const Policy policy{.rules = {SameIsp{}}, .pick = Pick::All};
        std::vector<Offer> offers{offer("A 192.0.2.1"), offer("A 192.0.2.2")};
        offers[0].endpoint.place.isp = 1;
        const auto plan =
            compile(test::make_service(make_zone(), "www.example.", policy, offers),
                    {{}, {.isp = 1}, {.isp = 1, .region = 4}, {.isp = 2}, {.isp = 3}});
        std::set<std::uint32_t> sets;
        for (std::size_t viewpoint = 0; viewpoint < plan->viewpoints().locations.size();
             ++viewpoint)
            for (const Slice& slice : plan->slices(plan->choice(Kind::A, viewpoint)))
                sets.insert(slice.set);
        CHECK(plan->viewpoints().locations.size() == 2); // of ISP 1, and not
        CHECK(sets.size() == 2);
        CHECK_FALSE(plan->is_same_for_all(Kind::A));
    }

    TEST_CASE("who claims a tag in vain is where the same clients without it are") {
        auto service = test::make_service(make_zone(), "www.example.", {.rules = {SameIsp{}}},
                                          {offer("A 192.0.2.1")});
        service.offers[0].endpoint.place.isp = 1;
        service.only_for = 4;
        const auto plan = compile(service, {{}, {.isp = 1, .tags = 4}, {.isp = 2, .tags = 4}});
        const Viewpoints& viewpoints = plan->viewpoints();
        REQUIRE(viewpoints.without_tags.size() == viewpoints.locations.size());
        for (std::size_t one = 0; one < viewpoints.locations.size(); ++one) {
            geo::Location untagged = viewpoints.locations[one];
            untagged.tags = 0;
            CHECK(viewpoints.locations[viewpoints.without_tags[one]] == untagged);
            CHECK(plan->is_closed_to(viewpoints.without_tags[one]));
        }
        CHECK_FALSE(plan->is_closed_to(plan->viewpoint_of(1)));
    }

    TEST_CASE("nearest asks for regions and countries that have coordinates") {
        auto service = test::make_service(make_zone(), "www.example.",
                                          {.rules = {Nearest{{geo::Coordinates{1, 2}}}}},
                                          {offer("A 192.0.2.1")});
        service.regions = std::make_shared<const geo::Regions>(geo::Regions{
            .regions = {{1, {.at = {{30, 120}}}}, {2, {}}}, .countries = {{7, {35, 105}}}});
        const geo::Distinctions asked = distinctions_of(service);
        CHECK(asked.regions == std::set<std::uint16_t>{1});
        CHECK(asked.countries == std::set<std::uint16_t>{7});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
