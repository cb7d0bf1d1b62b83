#include "core/steer/plan_compiler.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace signpost::steer {
namespace {

using health::Standing;
using test::offer;

/// Services so few-sided that many of them are alike.
struct RandomServices {
    std::mt19937 random;
    std::shared_ptr<const zone::Zone> zone =
        test::make_zone("example.", "www A 192.0.2.1\nfar CNAME www\n");
    std::vector<std::shared_ptr<const Policy>> policies;
    std::shared_ptr<const geo::Regions> regions = std::make_shared<const geo::Regions>();
    std::shared_ptr<const Viewpoints> viewpoints;

    explicit RandomServices(unsigned seed) : random(seed) {
        geo::Distinctions asked;
        asked.isps = {1, 2};
        asked.tags = 3;
        viewpoints = std::make_shared<const Viewpoints>(make_viewpoints(
            std::vector<geo::Location>{
                {}, {.isp = 1}, {.isp = 2}, {.tags = 1}, {.isp = 1, .tags = 2}},
            asked));
        for (const Pick pick : {Pick::All, Pick::Weighted, Pick::Rotate, Pick::Sticky})
            policies.push_back(std::make_shared<const Policy>(
                Policy{.rules = below(2) == 0 ? std::vector<Rule>{SameIsp{}}
                                              : std::vector<Rule>{FamilyParity{}, Load{}},
                       .pick = pick,
                       .answers_max = static_cast<std::uint16_t>(1 + below(2)),
                       .when_none_up = static_cast<WhenNoneUp>(below(4))}));
    }

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); }

    Offer random_offer(bool is_alias) {
        Offer made = is_alias ? offer("CNAME " + std::string(1 + below(3), 'a') + ".example.")
                     : below(4) == 0 ? offer("AAAA 2001:db8::" + std::to_string(1 + below(9)))
                                     : offer("A 192.0.2." + std::to_string(1 + below(9)));
        made.endpoint = {.link = static_cast<LinkNumber>(below(2)),
                         .place = {.isp = static_cast<std::uint16_t>(below(3))},
                         .standing = below(3) == 0 ? static_cast<Standing>(below(4)) : Standing::Up,
                         .was_good = below(8) == 0,
                         .is_fallback = below(8) == 0,
                         .has_other_family = below(4) == 0};
        if (below(4) == 0) made.weight = below(3);
        if (below(4) == 0) made.capacity_mbps = below(3);
        if (below(8) == 0) made.share_percent = static_cast<std::uint8_t>(1 + below(2));
        made.view = static_cast<std::uint8_t>(below(8) == 0 ? 1 : 0);
        return made;
    }

    Service next() {
        const bool is_alias = below(4) == 0;
        std::vector<Offer> offers;
        for (std::uint32_t left = 1 + below(3); left != 0; --left)
            if (Offer made = random_offer(is_alias);
                std::ranges::count(offers, made.text, &Offer::text) == 0)
                offers.push_back(std::move(made));
        Service service = test::make_service(zone, is_alias ? "far.example." : "www.example.", {},
                                             std::move(offers));
        service.policy = policies[below(4)];
        service.regions = regions;
        service.views = {below(4) == 0 ? std::uint64_t{2} : std::uint64_t{1}};
        service.only_for = below(8) == 0 ? 1 : 0;
        service.is_for_nobody = below(16) == 0;
        return service;
    }
};

std::string records_of(const Plan& plan, std::uint32_t set) {
    if (set == Slice::kNothing) return "nothing";
    std::string text;
    for (const std::size_t one : plan.given(set))
        text += std::to_string(one) + " ";
    const zone::RRset& rrset = *plan.set_at(set);
    text.append(rrset.wire().begin(), rrset.wire().end());
    for (const zone::Fixup& fixup : rrset.fixups())
        text += " " + std::to_string(fixup.at) + ":" + std::to_string(fixup.target);
    return text + " " + std::to_string(rrset.type()) + " " + std::to_string(rrset.count());
}

/// All that clients at all viewpoints can get.
std::string text_of(const Plan& plan) {
    std::string text = std::to_string(plan.negative_ttl_s());
    for (std::size_t offer = 0; offer < plan.service().offers.size(); ++offer)
        text += plan.has_part(offer) ? "+" : "-";
    for (std::size_t viewpoint = 0; viewpoint < plan.viewpoints().locations.size(); ++viewpoint) {
        text += plan.is_closed_to(viewpoint) ? "\nclosed" : "\n";
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname}) {
            if (!plan.steers(kind)) continue;
            const Choice& choice = plan.choice(kind, viewpoint);
            text += choice.is_by_network ? "\nby network" : "\n";
            text += plan.is_same_for_all(kind) ? " for all" : "";
            for (const Slice& slice : plan.slices(choice))
                text += " " + std::to_string(slice.last) + "=" + records_of(plan, slice.set);
        }
    }
    return text;
}

TEST_SUITE("core/steer/plan_compiler") {

    TEST_CASE("a plan is the same, whichever were compiled before it and whatever was shared") {
        std::size_t shared = 0;
        for (unsigned seed = 0; seed < 20; ++seed) {
            CAPTURE(seed);
            RandomServices services(seed);
            PlanCompiler compiler;
            std::vector<std::shared_ptr<const Plan>> plans;
            for (std::uint32_t i = 0; i < 200; ++i) {
                const Plan* before = i == 0 ? nullptr : plans[services.below(i)].get();
                Service service = i % 2 == 0 ? services.next() : before->service();
                service.ttl_s.fill(services.below(3));
                plans.push_back(compiler.compile(service, services.viewpoints, before));
                const auto alone = PlanCompiler().compile(service, services.viewpoints);
                REQUIRE(text_of(*plans.back()) == text_of(*alone));
                shared += static_cast<std::size_t>(
                    std::ranges::count_if(plans,
                                          [&plans](const auto& one) {
                                              return &one->allotment() ==
                                                     &plans.back()->allotment();
                                          }) -
                    1);
            }
        }
        CHECK(shared > 1000);
    }

    TEST_CASE("names whose endpoints stand alike share what is not their own; not if sticky") {
        for (const Pick pick : {Pick::All, Pick::Weighted, Pick::Rotate, Pick::Sticky}) {
            const auto zone = test::make_zone("example.", "a A 192.0.2.1\nb A 192.0.2.2\n");
            Service a = test::make_service(zone, "a.example.", {.pick = pick},
                                           {offer("A 192.0.2.1"), offer("A 192.0.2.2")});
            Service b = test::make_service(zone, "b.example.", {},
                                           {offer("A 192.0.2.3"), offer("A 192.0.2.4")});
            b.policy = a.policy;
            b.regions = a.regions;
            const auto viewpoints = std::make_shared<const Viewpoints>(
                make_viewpoints(std::vector<geo::Location>(1), {}));
            PlanCompiler compiler;
            const auto first = compiler.compile(a, viewpoints);
            const auto second = compiler.compile(b, viewpoints);
            CHECK((&first->allotment() == &second->allotment()) == (pick != Pick::Sticky));
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
