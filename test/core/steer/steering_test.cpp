#include "core/steer/plan_compiler.hpp"
#include "core/steer/steering.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <random>

namespace signpost::steer {
namespace {

using PlanPointer = Plans::PlanPointer;

constexpr std::size_t kNames = 300;

std::string name_of(std::size_t number) {
    return "n" + std::to_string(number) + ".example.";
}

struct Names {
    std::shared_ptr<const zone::Zone> zone;
    std::shared_ptr<const Viewpoints> viewpoints =
        std::make_shared<const Viewpoints>(make_viewpoints(std::vector<geo::Location>(1), {}));

    Names() {
        std::string lines;
        for (std::size_t i = 0; i <= kNames; ++i)
            lines += name_of(i) + " A 192.0.2.1\n";
        zone = test::make_zone("example.", lines);
    }
    [[nodiscard]] PlanPointer plan(std::size_t number) const {
        return PlanCompiler().compile(
            test::make_service(zone, name_of(number), {}, {test::offer("A 192.0.2.1")}),
            viewpoints);
    }
};

void check(const Plans& plans, const std::vector<PlanPointer>& expected) {
    REQUIRE(plans.all().size() == expected.size());
    for (std::size_t number = 0; number < expected.size(); ++number) {
        REQUIRE(plans.all()[number] == expected[number].get());
        REQUIRE(plans.shared(number) == expected[number]);
        REQUIRE(plans.find(expected[number]->service().node) == expected[number].get());
    }
}

TEST_SUITE("core/steer/steering") {

    TEST_CASE("a name without a plan is not steered") {
        const Names names;
        CHECK(Plans().find(names.plan(0)->service().node) == nullptr);
        CHECK(Plans().all().empty());
        CHECK(Plans({names.plan(1)}).find(names.plan(0)->service().node) == nullptr);
    }

    TEST_CASE("plans take the place of others, and the rest stays as it is") {
        std::mt19937 random(20251122); // any seed will do; the same one each time
        const Names names;
        std::vector<PlanPointer> expected;
        for (std::size_t i = 0; i < kNames; ++i)
            expected.push_back(names.plan(i));
        Plans plans(expected);
        check(plans, expected);
        for (int turn = 0; turn < 50; ++turn) {
            const std::vector<PlanPointer> before = expected;
            std::vector<Plans::Replacement> replacements;
            const std::size_t step = 1 + random() % kNames;
            for (std::size_t i = random() % kNames; i < kNames; i += step) {
                expected[i] = names.plan(i);
                replacements.push_back({i, expected[i]});
            }
            const Plans changed = plans.with(std::move(replacements));
            check(plans, before);
            check(changed, expected);
            CHECK(changed.find(names.plan(kNames)->service().node) == nullptr);
            plans = changed;
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
