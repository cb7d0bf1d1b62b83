#include "app/clock.hpp"
#include "app/health_desk.hpp"
#include "app/snapshots.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "support/temporary_folder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

namespace signpost::app {
namespace {

using control_socket::OverrideSetRequest;
using health::Standing;

steering::State make_steering() {
    config::Steering config = test::sample_config();
    config::Check& alive = config.health.checks.emplace_back();
    alive.name = "alive";
    alive.what = config::ProbeKind(config::ReportCheck{});
    alive.tracker.fall = 1;
    alive.tracker.rise = 1;
    config.policies[0].failback.is_manual = true;
    config.services.push_back(test::service_named("portal.x.example."));
    config.services[0].check = 0;
    return steering::settle_first(
        {.config = std::make_shared<const config::Steering>(std::move(config)),
         .zones = std::make_shared<const zone::Zones>(
             std::vector<std::shared_ptr<const zone::Zone>>{test::make_zone("x.example.", R"(
                 portal 60 A 203.0.113.10
                 portal 60 A 198.51.100.10
             )")}),
         .geography = test::sample_geography(),
         .settings = std::make_shared<const Settings>(),
         .standings = std::make_shared<const health::Standings>()});
}

/// A desk, and all that it works with: a name at sites A and B.
struct Fixture {
    test::TemporaryFolder folder;
    loop::Loop loop;
    loop::Background thread{loop, "test-steering", loop::Priority::Normal};
    steering::Keeper steering{loop, thread, make_steering(), [] {}};
    journal::Journal journal{loop, folder.path(), journal::Retention{}};
    Vigil vigil{
        loop, journal, roster_of(steering.in_service()), config::Courtesy{},
        Vigil::Outlets{
            .on_standings = [this] { steering.set_standings(vigil.standings()); },
            .on_entry = [](const journal::Entry&) {},
            .on_message = [](const webhook::Message&) {},
            .still_given = [](const health::Subject&) { return std::vector<std::string>(); }}};
    HealthDesk desk{steering, vigil, journal, [this] { vigil.settle(); }};

    void report(const char* endpoint, health::Outcome outcome) {
        const std::uint64_t at_ms = now().monotonic_ms;
        REQUIRE(vigil.take_report(
            "alive", test::address(endpoint),
            {.outcome = outcome, .started_ms = at_ms, .ended_ms = at_ms, .detail = "its word"}));
    }

    template <class Request>
    std::string ask(const Request& request) {
        std::string answered;
        desk.answer(request, [&](const std::string& line) { answered = line; });
        return answered;
    }
    std::string set(const char* subject, Standing standing, bool is_forced = false) {
        return ask(OverrideSetRequest{.subject = *health::parse_subject(subject),
                                      .standing = standing,
                                      .author = "li",
                                      .reason = "works",
                                      .for_s = {},
                                      .until_wall_ms = {},
                                      .is_forced = is_forced});
    }
    std::string clear(const char* subject) {
        return ask(control_socket::OverrideClearRequest{*health::parse_subject(subject), "li"});
    }
};

bool is_refused(const std::string& line) {
    return line.starts_with(R"({"error":"nothing that is up would be left of portal.x.example.;)");
}
bool is_confirmed(const std::string& line) {
    return line.find(R"("notes":)") != std::string::npos;
}

TEST_SUITE("app/health_desk") {

    TEST_CASE_FIXTURE(Fixture, "the last that is up is neither taken down nor drained") {
        CHECK(is_confirmed(set("site/A", Standing::TakenDown)));
        CHECK(is_refused(set("site/B", Standing::TakenDown)));
        CHECK(is_refused(set("link/b-telecom", Standing::Drained)));
        CHECK(is_confirmed(set("link/b-unicom", Standing::Drained))); // nothing leads there
        CHECK(is_confirmed(set("site/B", Standing::Up)));
        CHECK(is_confirmed(set("site/B", Standing::Drained, true)));
    }

    TEST_CASE_FIXTURE(Fixture, "what is about to be drained is not what is left") {
        CHECK(is_confirmed(set("site/A", Standing::Drained)));
        CHECK(is_refused(set("site/B", Standing::Drained)));
        CHECK(is_refused(set("endpoint/198.51.100.10", Standing::TakenDown)));
        CHECK(is_confirmed(set("site/A", Standing::Drained))); // once more, or for longer
        CHECK(is_confirmed(set("link/a-telecom", Standing::TakenDown)));
        CHECK(is_confirmed(clear("site/A")));
        CHECK(is_confirmed(clear("link/a-telecom")));
        CHECK(is_confirmed(set("site/B", Standing::Drained)));
    }

    TEST_CASE_FIXTURE(Fixture, "of a service what is kept away of its endpoints is released") {
        const control_socket::FailbackRequest asked{
            *health::parse_subject("service/portal.x.example"), "li"};
        for (const health::Outcome outcome : {health::Outcome::Failed, health::Outcome::Ok})
            report("203.0.113.10", outcome);
        CHECK(ask(asked).find("nothing of it was kept away") == std::string::npos);
        CHECK(ask(asked).find("nothing of it was kept away") != std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "what there is not can neither be set nor cleared") {
        CHECK(set("site/C", Standing::Up).find("there is no site") != std::string::npos);
        CHECK(clear("site/A").find("there are no overrides") != std::string::npos);
        set("link/a-telecom", Standing::TakenDown);
        CHECK(clear("link/a-telecon").find(R"(did you mean \"link/a-telecom\"?)") !=
              std::string::npos);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::app
