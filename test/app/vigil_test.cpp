#include "app/clock.hpp"
#include "app/vigil.hpp"
#include "control_plane/config/config.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace signpost::app {
namespace {

const health::Subject kSite{health::SubjectKind::Site, "A", {}, {}};

/// A site that tells how it is by reports.
watch::Roster make_roster(const char* name = "A") {
    config::Parsed parsed = config::parse(
        R"({"health": {"ttl_unsteady_s": 0}, "checks": {"self": {"report": {"token_file": "/dev/null"}, "fall": 1}},
                          "sites": {")" +
            std::string(name) + R"(": {"check": "self", "targets": ["127.0.0.1"]}}})",
        "f");
    return watch::make_roster(parsed.config.steering, {});
}

director::Override make_override(health::Standing standing) {
    return {.subject = kSite,
            .standing = standing,
            .author = "li",
            .reason = "works",
            .set_wall_ms = now().wall_ms,
            .until_wall_ms = {}};
}

/// A vigil with its journal, and what it told.
struct Fixture {
    test::TemporaryFolder folder;
    loop::Loop loop;
    std::vector<journal::Entry> entries;
    std::vector<webhook::Message> messages;
    std::vector<std::string> still_given; ///< Once what came of a step is published.
    std::vector<std::string> given;       ///< What `still_given` was when it last was.
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<Vigil> vigil;

    void start() {
        journal = std::make_unique<journal::Journal>(loop, folder.path(), journal::Retention{});
        vigil = std::make_unique<Vigil>(
            loop, *journal, make_roster(), config::Courtesy{},
            Vigil::Outlets{
                .on_standings = [this] { given = still_given; },
                .on_entry = [this](const journal::Entry& entry) { entries.push_back(entry); },
                .on_message =
                    [this](const webhook::Message& message) { messages.push_back(message); },
                .still_given = [this](const health::Subject&) { return given; }});
    }
    /// In the order in which the server does.
    void stop() {
        vigil.reset();
        journal.reset();
    }
    void report(health::Outcome outcome) const {
        const std::uint64_t at_ms = now().monotonic_ms;
        REQUIRE(vigil->take_report("self", *parse_address("127.0.0.1"),
                                   {.outcome = outcome,
                                    .started_ms = at_ms,
                                    .ended_ms = at_ms,
                                    .detail = "by its own word"}));
    }
    /// All that was to be done in this turn of the loop is done.
    void turn() {
        loop.post([this] { loop.stop(); });
        loop.run();
    }
    [[nodiscard]] std::vector<std::string> events() const {
        std::vector<std::string> events;
        for (const journal::Entry& entry : entries)
            events.push_back(entry.event);
        return events;
    }
};

TEST_SUITE("app/vigil") {

    TEST_CASE_FIXTURE(Fixture, "what fell just before the end is known to the next start") {
        start();
        report(health::Outcome::Ok);
        report(health::Outcome::Failed);
        CHECK(events().back() == "flip");
        stop();
        start();
        REQUIRE(journal->memory().restored.verdicts.size() == 1);
        CHECK(journal->memory().restored.verdicts[0].subject == kSite);
        CHECK(journal->memory().restored.verdicts[0].verdict == health::Verdict::Down);
        CHECK(vigil->standings()->find(kSite) != nullptr);
    }

    TEST_CASE_FIXTURE(Fixture, "an override that expired while nothing ran is told at the start") {
        start();
        stop();
        director::Override expired = make_override(health::Standing::TakenDown);
        expired.until_wall_ms = now().wall_ms - 1000;
        journal::Journal(loop, folder.path(), {}).keep({}, {expired});
        start();
        CHECK(entries.empty()); // nobody hears yet
        turn();
        CHECK(events() == std::vector<std::string>{"override-expired"});
    }

    TEST_CASE_FIXTURE(Fixture, "webhooks hear of flips, and of what operators and time do") {
        start();
        report(health::Outcome::Ok);
        report(health::Outcome::Failed);
        vigil->set_override(make_override(health::Standing::TakenDown));
        vigil->clear_override(kSite, "li");
        REQUIRE(messages.size() == 3);
        CHECK(messages[0].event == "flip");
        CHECK(messages[0].to == "down");
        CHECK(messages[1].event == "override-set");
        CHECK(messages[1].subject == "site/A");
        CHECK(messages[1].evidence == "site A is taken down by li: works, until it is cleared");
        CHECK(messages[1].wall_ms == entries[1].wall_ms);
        CHECK(messages[2].event == "override-cleared");
        CHECK(messages[2].evidence == "by li");
    }

    TEST_CASE_FIXTURE(Fixture, "the end of a drain tells who still gives what was drained") {
        for (const bool is_given : {false, true}) {
            still_given =
                is_given ? std::vector<std::string>{"www.example."} : std::vector<std::string>{};
            start();
            vigil->set_override(make_override(health::Standing::Drained));
            // Nothing is steered, and the short TTL is 0: the drain ends as soon as it began.
            REQUIRE(events().back() == "drain-finished");
            CHECK((entries.back().detail.find("still given to clients of www.example.") !=
                   std::string::npos) == is_given);
            CHECK(messages.back().evidence == entries.back().detail);
            vigil->clear_override(kSite, "li");
            stop();
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::app
