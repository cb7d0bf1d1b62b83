#include "control_plane/files/folder_watches.hpp"
#include "loop/timer.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::files {
namespace {

/// Folders that are watched, on a loop that runs until a change is told.
struct Watched {
    loop::Loop loop;
    int changes = 0;
    FolderWatches watches{loop, [this] {
                              ++changes;
                              loop.stop();
                          }};

    /// Whether a change is told before `patience` is over.
    bool is_told(std::chrono::milliseconds patience) {
        const int before = changes;
        loop::Timer deadline(loop, [this] { loop.stop(); });
        deadline.start_once(patience);
        loop.run();
        return changes != before;
    }
};

constexpr std::chrono::milliseconds kLong{10'000}; // never waited for: a change is told at once
constexpr std::chrono::milliseconds kShort{20};

TEST_SUITE("control_plane/files/folder_watches") {

    TEST_CASE("changes in the folders of now are told, and no others") {
        const test::TemporaryFolder a;
        const test::TemporaryFolder b;
        Watched watched;
        watched.watches.watch({a.path(), b.path()});
        a.write("x", "1");
        CHECK(watched.is_told(kLong));
        b.write("x", "1");
        CHECK(watched.is_told(kLong));
        watched.watches.watch({b.path()});
        while (watched.is_told(kShort)) // what is left of the burst
            ;
        a.write("x", "2");
        CHECK_FALSE(watched.is_told(kShort));
        b.write("x", "2");
        CHECK(watched.is_told(kLong));
    }

    TEST_CASE("of too many folders the first are watched") {
        std::vector<test::TemporaryFolder> folders(FolderWatches::kCountMax + 1);
        std::vector<std::string> paths;
        for (const test::TemporaryFolder& folder : folders)
            paths.push_back(folder.path());
        Watched watched;
        watched.watches.watch(paths);
        folders.back().write("x", "1");
        CHECK_FALSE(watched.is_told(kShort));
        folders[FolderWatches::kCountMax - 1].write("x", "1");
        CHECK(watched.is_told(kLong));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::files
