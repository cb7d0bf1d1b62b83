#include "control_plane/journal/journal.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

namespace signpost::journal {
namespace {

using Numbers = std::vector<std::uint64_t>;

const health::Subject kLink{health::SubjectKind::Link, "a-telecom", {}, {}};
const health::Subject kEndpoint{health::SubjectKind::Endpoint, "203.0.113.10", "portal",
                                "10.1.0.10"};

Entry make_entry(std::string event, const health::Subject& subject, std::int64_t wall_ms) {
    return {.number = 0,
            .wall_ms = wall_ms,
            .event = std::move(event),
            .subject = to_text(subject),
            .detail = "up -> down: it \"fell\"",
            .author = "li",
            .rtt_us = 250};
}

director::Override make_override(const char* reason) {
    return {
        .subject = kLink,
        .standing = health::Standing::TakenDown,
        .author = "li",
        .reason = reason,
        .set_wall_ms = 5,
        .until_wall_ms = 7,
        .progress = {{.phase = director::Phase::Removed, .since_wall_ms = 8, .end_wall_ms = 9}}};
}

/// A journal and the loop that it lives on.
struct Fixture {
    test::TemporaryFolder folder;
    loop::Loop loop;

    std::unique_ptr<Journal> open() {
        return std::make_unique<Journal>(loop, folder.path(), Retention{});
    }
    std::vector<Entry> read(Journal& journal, const Filter& filter = {}) {
        std::vector<Entry> entries;
        journal.read(filter, [&](Result<std::vector<Entry>> found) {
            REQUIRE(found);
            entries = *std::move(found);
            loop.stop();
        });
        loop.run();
        return entries;
    }
    Numbers numbers(Journal& journal, const Filter& filter = {}) {
        Numbers numbers;
        for (const Entry& entry : read(journal, filter))
            numbers.push_back(entry.number);
        return numbers;
    }
};

TEST_SUITE("control_plane/journal/journal") {

    TEST_CASE_FIXTURE(Fixture, "what is appended is told at once, and by the next run") {
        std::unique_ptr<Journal> journal = open();
        CHECK(journal->state().trouble.empty());
        journal->append(make_entry("flip", kLink, 1000));
        journal->append(make_entry("override-set", kLink, 2000));
        CHECK(journal->state().waiting == 2);
        CHECK(numbers(*journal) == Numbers{2, 1});
        journal.reset(); // writes what waits

        journal = open();
        CHECK(journal->memory().was_stopped);
        CHECK(journal->state().written == 2);
        journal->append(make_entry("flip", kEndpoint, 3000));
        const std::vector<Entry> entries = read(*journal);
        REQUIRE(entries.size() == 3);
        CHECK(entries[0].number == 3);
        CHECK(entries[2].event == "flip");
        CHECK(entries[2].wall_ms == 1000);
        CHECK(entries[2].subject == "link/a-telecom");
        CHECK(entries[2].detail == "up -> down: it \"fell\"");
        CHECK(entries[2].author == "li");
        CHECK(entries[2].rtt_us == 250);
    }

    TEST_CASE_FIXTURE(Fixture, "verdicts and overrides come back as they were kept last") {
        std::unique_ptr<Journal> journal = open();
        CHECK(journal->memory().restored.verdicts.empty());
        journal->keep(
            {{kLink, health::Verdict::Down, 11, "gone"}, {kEndpoint, health::Verdict::Up, 12, ""}},
            {make_override("first")});
        journal.reset();

        journal = open();
        REQUIRE(journal->memory().restored.verdicts.size() == 2);
        CHECK_FALSE(journal->memory().restored.verdicts[0].fell_wall_ms);
        CHECK(journal->memory().restored.overrides == std::vector{make_override("first")});
        director::Override second = make_override("second");
        second.until_wall_ms.reset();
        second.progress = {{.phase = director::Phase::InForce, .since_wall_ms = 10}};
        journal->keep({{kEndpoint, health::Verdict::Down, 13, "refused", 7}}, {second});
        journal.reset();

        journal = open();
        const director::Restored& restored = journal->memory().restored;
        REQUIRE(restored.verdicts.size() == 1);
        CHECK(restored.verdicts[0].subject == kEndpoint);
        CHECK(restored.verdicts[0].verdict == health::Verdict::Down);
        CHECK(restored.verdicts[0].since_wall_ms == 13);
        CHECK(restored.verdicts[0].evidence == "refused");
        CHECK(restored.verdicts[0].fell_wall_ms == 7);
        CHECK(restored.overrides == std::vector{second});
    }

    TEST_CASE_FIXTURE(Fixture, "filters find the same on disk and in memory") {
        std::unique_ptr<Journal> journal = open();
        const auto check_filters = [&] {
            Filter filter;
            filter.subject = "endpoint/203.0.113.10";
            CHECK(numbers(*journal, filter) == Numbers{3}); // whatever its check
            filter.subject = "endpoint/203.0.113.1";
            CHECK(numbers(*journal, filter).empty());
            filter = {};
            filter.event = "flip";
            CHECK(numbers(*journal, filter) == Numbers{3, 1});
            filter.limit = 1;
            CHECK(numbers(*journal, filter) == Numbers{3});
            filter = {};
            filter.since_wall_ms = 2000;
            CHECK(numbers(*journal, filter) == Numbers{4, 3, 2});
            filter.until_wall_ms = 3000;
            CHECK(numbers(*journal, filter) == Numbers{2});
            filter = {};
            filter.after_number = 2; // a follower: in the order of time
            CHECK(numbers(*journal, filter) == Numbers{3, 4});
            filter.limit = 1;
            CHECK(numbers(*journal, filter) == Numbers{3});
        };
        journal->append(make_entry("flip", kLink, 1000));
        journal->append(make_entry("override-set", kLink, 2000));
        journal->append(make_entry("flip", kEndpoint, 3000));
        journal->append(make_entry("stopped", {health::SubjectKind::Site, "A", {}, {}}, 4000));
        check_filters();
        journal.reset();
        journal = open();
        check_filters();
    }

    TEST_CASE_FIXTURE(Fixture, "without a folder all stays in memory, and texts are bounded") {
        folder.write("file", "in the way");
        Journal journal(loop, folder.path() / "file" / "state", {});
        CHECK(journal.state().trouble.ends_with("Not a directory"));
        Entry entry = make_entry("flip", kLink, 1000);
        entry.detail = std::string(Journal::kTextMax - 1, 'x') + "\xC3\xA9 and so on";
        journal.append(entry);
        const std::vector<Entry> entries = read(journal);
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].number == 1);
        CHECK(entries[0].detail == std::string(Journal::kTextMax - 1, 'x'));
    }

    TEST_CASE_FIXTURE(Fixture, "of what waits too long the oldest is lost") {
        folder.write("file", "in the way");
        Journal journal(loop, folder.path() / "file" / "state", {});
        constexpr std::size_t kMore = 5;
        for (std::size_t i = 0; i < Journal::kWaitingMax + kMore; ++i)
            journal.append(make_entry("flip", kLink, 1000));
        CHECK(journal.state().waiting == Journal::kWaitingMax);
        CHECK(journal.state().lost == kMore);
        CHECK(numbers(journal, {.subject = {}, .event = {}, .limit = 1}) ==
              Numbers{Journal::kWaitingMax + kMore});
    }

    TEST_CASE_FIXTURE(Fixture, "a second one on the same folder stays in memory and says so") {
        const std::unique_ptr<Journal> first = open();
        const std::unique_ptr<Journal> second = open();
        CHECK(first->state().trouble.empty());
        CHECK(second->state().trouble.ends_with("journal.db: another process uses it"));
        second->append(make_entry("flip", kLink, 1000));
        CHECK(numbers(*second) == Numbers{1});
        CHECK(numbers(*first).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a shorter memory is in force at once") {
        const std::int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count();
        constexpr std::int64_t kDayMs = 86'400'000;
        std::unique_ptr<Journal> journal = open();
        journal->append(make_entry("flip", kLink, now_ms - 30 * kDayMs));
        journal->append(make_entry("flip", kLink, now_ms));
        journal.reset();
        journal = open();
        CHECK(numbers(*journal) == Numbers{2, 1});
        journal->set_retention({.days = 20, .days_min = 10});
        CHECK(numbers(*journal) == Numbers{2});
    }

    TEST_CASE_FIXTURE(Fixture, "what earlier runs left is told late if it was locked before") {
        std::unique_ptr<Journal> first = open();
        first->append(make_entry("flip", kLink, 1000));
        first->keep({}, {make_override("kept")});
        const std::unique_ptr<Journal> second = open();
        second->append(make_entry("flip", kLink, 2000));
        std::vector<director::Override> told;
        std::string trouble = "not told";
        second->on_late_memory([&](const Memory& memory) { told = memory.restored.overrides; });
        second->on_trouble([&](const std::string& now) {
            trouble = now;
            loop.stop();
        });
        first.reset();
        loop.run(); // until it has tried again
        CHECK(trouble.empty());
        CHECK(told == std::vector{make_override("kept")});
        CHECK(numbers(*second) == Numbers{2, 1});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::journal
