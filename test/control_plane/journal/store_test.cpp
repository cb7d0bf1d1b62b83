#include "control_plane/journal/store.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace signpost::journal {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;
constexpr std::int64_t kNow = 20'000 * kDayMs;

struct Fixture {
    test::TemporaryFolder folder;
    Patience patience;
    Memory memory;

    std::string file() const { return folder.file("journal.db"); }

    /// Entries at these times, in this order.
    void write(Store& store, const std::vector<std::int64_t>& walls_ms) const {
        auto entries = std::make_shared<std::vector<Entry>>();
        std::uint64_t number = store.last_number();
        for (const std::int64_t wall_ms : walls_ms)
            entries->push_back({.number = ++number,
                                .wall_ms = wall_ms,
                                .event = "flip",
                                .subject = "site/A",
                                .detail = std::string(100, 'x'),
                                .author = {},
                                .rtt_us = 0});
        const Kept kept{{},
                        {{.subject = {health::SubjectKind::Site, "A", {}, {}},
                          .standing = health::Standing::Drained,
                          .author = "li",
                          .reason = "works",
                          .until_wall_ms = {}}}};
        REQUIRE_FALSE(store.write(
            {.entries = std::move(entries), .kept = std::make_shared<const Kept>(kept)}));
    }
    /// With SQLite itself, beside the store.
    void run(const char* sql) const {
        Database database(file(), Database::Access::Write, patience);
        database.run(sql);
        REQUIRE_FALSE(database.failure());
    }
    std::size_t count_set_aside() const {
        const auto is_aside = [](const std::filesystem::directory_entry& entry) {
            return entry.path().filename().string().starts_with("journal.db.corrupt-");
        };
        return static_cast<std::size_t>(
            std::count_if(std::filesystem::directory_iterator(folder.path()), {}, is_aside));
    }
};

std::vector<std::uint64_t> numbers(Store& store) {
    std::vector<std::uint64_t> numbers;
    Filter filter;
    filter.limit = 100'000;
    const Result<std::vector<Entry>> found = store.read(filter);
    REQUIRE(found);
    for (const Entry& entry : *found)
        numbers.push_back(entry.number);
    std::ranges::reverse(numbers);
    return numbers;
}

/// Overwrites pages in the middle, of which most hold entries.
void damage(const std::string& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(20L * 4096);
    stream << std::string(20UL * 4096, '#');
}

TEST_SUITE("control_plane/journal/store") {

    TEST_CASE_FIXTURE(Fixture, "a run that ends without saying so is noticed") {
        for (const bool is_last : {false, true}) {
            {
                Store store(folder.path(), patience);
                REQUIRE_FALSE(store.open(memory));
                REQUIRE_FALSE(store.write({.entries = std::make_shared<std::vector<Entry>>(),
                                           .kept = nullptr,
                                           .is_last = is_last}));
            }
            Store next(folder.path(), patience);
            REQUIRE_FALSE(next.open(memory));
            CHECK(memory.was_stopped == is_last);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "nobody else may read the journal, and so lock it") {
        const auto mode = [](const std::filesystem::path& path) {
            return std::filesystem::status(path).permissions();
        };
        constexpr auto kFile =
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
        const std::filesystem::path state = folder.path() / "parent" / "state";
        for (const char* const why : {"new", "as it was left, open to all"}) {
            CAPTURE(why);
            Store store(state / "", patience);
            REQUIRE_FALSE(store.open(memory));
            write(store, {1});
            CHECK(mode(state) == std::filesystem::perms::owner_all);
            CHECK(mode(state / "journal.db") == kFile);
            CHECK(mode(state / "journal.db-wal") == kFile);
            store.close(true);
            for (const char* const name : {"journal.db", "journal.db-wal"})
                std::filesystem::permissions(state / name, std::filesystem::perms::others_read,
                                             std::filesystem::perm_options::add);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a folder that is there keeps its mode") {
        const auto mode = std::filesystem::perms::owner_all | std::filesystem::perms::group_read |
                          std::filesystem::perms::group_exec;
        std::filesystem::permissions(folder.path(), mode);
        Store store(folder.path(), patience);
        REQUIRE_FALSE(store.open(memory));
        CHECK(std::filesystem::status(folder.path()).permissions() == mode);
    }

    TEST_CASE_FIXTURE(Fixture, "a file that is no database is set aside and a new one begun") {
        folder.write("journal.db", std::string(8192, 'x'));
        Store store(folder.path(), patience);
        REQUIRE_FALSE(store.open(memory));
        CHECK(count_set_aside() == 1);
        write(store, {1});
        CHECK(numbers(store).size() == 1);
    }

    TEST_CASE_FIXTURE(Fixture, "overrides are taken over from a damaged file") {
        {
            Store store(folder.path(), patience);
            REQUIRE_FALSE(store.open(memory));
            write(store, std::vector<std::int64_t>(2000, kNow));
        }
        damage(file());
        Store store(folder.path(), patience);
        REQUIRE_FALSE(store.open(memory));
        REQUIRE_FALSE(store.read({.subject = {}, .event = {}, .limit = 100'000}));
        CHECK_FALSE(store.is_open());
        CHECK(count_set_aside() == 0);
        REQUIRE_FALSE(store.open(memory));
        CHECK(count_set_aside() == 1);
        CHECK(memory.restored.overrides.size() == 1);
        CHECK(store.last_number() == 2000);
        REQUIRE_FALSE(
            store.write({.entries = std::make_shared<std::vector<Entry>>(), .kept = nullptr}));
        store.close(false);
        REQUIRE_FALSE(store.open(memory));
        CHECK(memory.restored.overrides.size() == 1);
    }

    TEST_CASE_FIXTURE(Fixture, "damaged files do not fill the disk") {
        for (std::size_t i = 0; i < Store::kSetAsideMax; ++i)
            folder.write("journal.db.corrupt-" + std::to_string(i), "");
        folder.write("journal.db", std::string(8192, 'x'));
        Store store(folder.path(), patience);
        const std::optional<std::string> trouble = store.open(memory);
        REQUIRE(trouble);
        CHECK(trouble->find("remove them") != std::string::npos);
        CHECK(count_set_aside() == Store::kSetAsideMax);
    }

    TEST_CASE_FIXTURE(Fixture, "another format or another program's file is left alone") {
        {
            Store store(folder.path(), patience);
            REQUIRE_FALSE(store.open(memory));
        }
        Store store(folder.path(), patience);
        run("PRAGMA user_version = 7");
        std::optional<std::string> trouble = store.open(memory);
        REQUIRE(trouble);
        CHECK(trouble->find("its format is 7, and this server knows 1 only") != std::string::npos);
        run("PRAGMA application_id = 3");
        trouble = store.open(memory);
        REQUIRE(trouble);
        CHECK(trouble->find("the database of another program") != std::string::npos);
        CHECK(count_set_aside() == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "a file whose overrides have no phases yet gets them") {
        {
            Store store(folder.path(), patience);
            REQUIRE_FALSE(store.open(memory));
            write(store, {1});
        }
        for (const char* column : {"phase", "phase_since_wall_ms", "phase_end_wall_ms"})
            run((std::string("ALTER TABLE override DROP COLUMN ") + column).c_str());
        for (int round = 0; round < 2; ++round) {
            Store store(folder.path(), patience);
            REQUIRE_FALSE(store.open(memory));
            REQUIRE(memory.restored.overrides.size() == 1);
            director::Override override = memory.restored.overrides[0];
            CHECK(override.progress.has_value() == (round == 1));
            override.progress = {{.phase = director::Phase::Announced, .since_wall_ms = 5}};
            const Kept kept{{}, {override}};
            REQUIRE_FALSE(store.write({.entries = std::make_shared<std::vector<Entry>>(),
                                       .kept = std::make_shared<const Kept>(kept)}));
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a file that was removed is begun anew") {
        Store store(folder.path(), patience);
        REQUIRE_FALSE(store.open(memory));
        write(store, {1});
        folder.remove("journal.db");
        const auto nothing = std::make_shared<std::vector<Entry>>();
        CHECK(store.write({.entries = nothing, .kept = nullptr}));
        CHECK_FALSE(store.is_open());
        REQUIRE_FALSE(store.open(memory));
        REQUIRE_FALSE(store.write({.entries = nothing, .kept = nullptr}));
        store.close(false);
        REQUIRE_FALSE(store.open(memory));
        CHECK(memory.restored.overrides.size() == 1); // they were not only on disk
        CHECK(store.last_number() == 1);              // no number is given twice
    }

    TEST_CASE_FIXTURE(Fixture, "entries go when they are too old, from the oldest on") {
        const Retention retention{.days = 20, .days_min = 10, .size_mb = 1};
        // clang-format off
        const struct {
            const char* why;
            std::vector<std::int64_t> walls_ms;
            std::vector<std::uint64_t> left;
        } rows[] = {
            {"none is old", {kNow - kDayMs, kNow}, {1, 2}},
            {"the newest stays even if it is old", {kNow - 30 * kDayMs, kNow - 30 * kDayMs}, {2}},
            {"those at once that are an hour apart", {kNow - 30 * kDayMs, kNow - 30 * kDayMs + 1, kNow - 29 * kDayMs, kNow}, {3, 4}},
            {"one of a clock that was behind does not take others along", {kNow - kDayMs, 0, kNow}, {1, 2, 3}},
            {"one of a clock that was ahead holds up nothing", {kNow - 30 * kDayMs, kNow + 300 * kDayMs, kNow - kDayMs}, {3}},
        };
        // clang-format on
        for (const auto& row : rows) {
            CAPTURE(row.why);
            std::filesystem::remove(file());
            Store store(folder.path(), patience);
            REQUIRE_FALSE(store.open(memory));
            write(store, row.walls_ms);
            store.prune(retention, kNow);
            CHECK(numbers(store) == row.left);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a large journal gives up what is older than the minimum") {
        Store store(folder.path(), patience);
        REQUIRE_FALSE(store.open(memory));
        std::vector<std::int64_t> walls_ms(5000, kNow - 15 * kDayMs);
        walls_ms.resize(10'000, kNow - 5 * kDayMs);
        write(store, walls_ms); // 10,000 entries of over 100 octets: more than 1 MB
        store.prune({.days = 20, .days_min = 10, .size_mb = 1024}, kNow);
        CHECK(numbers(store).size() == 10'000);
        store.prune({.days = 20, .days_min = 10, .size_mb = 1}, kNow);
        CHECK(numbers(store).size() == 5000); // still over 1 MB, but too young
        store.prune({.days = 20, .days_min = 10, .size_mb = 1}, kNow);
        CHECK(numbers(store).size() == 5000);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::journal
