#include "loop/folder_watch.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

namespace signpost::loop {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

void write_file(const fs::path& path) {
    std::ofstream(path) << "text\n";
}

/// A watched folder in a folder of its own, gone at the end.
class Scene {
public:
    Scene() {
        std::string pattern = fs::temp_directory_path() / "folder-watch-XXXXXX";
        top_ = mkdtemp(pattern.data());
        fs::create_directory(folder());
        watch();
    }
    ~Scene() {
        watch_.reset();
        fs::remove_all(top_);
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    [[nodiscard]] fs::path top() const { return top_; }
    [[nodiscard]] fs::path folder() const { return top_ / "zones"; }
    [[nodiscard]] bool is_watching() const { return watch_->is_watching(); }

    /// True if `change` is told of; the limit is only reached when it is not.
    template <class Change>
    bool tells(Change change, milliseconds limit = milliseconds{20'000}) {
        changes_ = 0;
        change();
        Timer give_up(loop_, [this] { loop_.stop(); });
        give_up.start_once(limit);
        loop_.run();
        return changes_ > 0;
    }
    template <class Change>
    bool is_silent_on(Change change) {
        return !tells(change, milliseconds{20});
    }

private:
    void watch() {
        auto opened = FolderWatch::open(loop_, folder().string() + "/", [this] {
            ++changes_;
            loop_.stop();
        });
        REQUIRE(opened.has_value());
        watch_ = *std::move(opened);
    }

    Loop loop_;
    fs::path top_;
    int changes_ = 0;
    std::unique_ptr<FolderWatch> watch_;
};

} // namespace

TEST_SUITE("loop/folder_watch") {
    TEST_CASE("a file counts when its writer closes it") {
        Scene scene;
        std::ofstream file;
        CHECK(scene.is_silent_on([&] {
            file.open(scene.folder() / "a.zone");
            file << "half" << std::flush;
        }));
        CHECK(scene.tells([&] { file.close(); }));
    }

    TEST_CASE("renaming in, renaming out, deleting and linking are changes") {
        Scene scene;
        const fs::path outside = scene.top() / "a.zone";
        const fs::path inside = scene.folder() / "a.zone";
        write_file(outside);
        CHECK(scene.tells([&] { fs::rename(outside, inside); }));
        CHECK(scene.tells([&] { fs::rename(inside, outside); }));
        CHECK(scene.tells([&] { fs::create_hard_link(outside, inside); }));
        CHECK(scene.tells([&] { fs::remove(inside); }));
        CHECK(scene.tells([&] { fs::create_symlink(outside, inside); }));
        CHECK(scene.tells([&] { fs::create_directory(scene.folder() / "more"); }));
    }

    TEST_CASE("what happens beside the folder is not told") {
        Scene scene;
        CHECK(scene.is_silent_on([&] { write_file(scene.top() / "zones.old"); }));
    }

    TEST_CASE("a folder that is replaced is watched again") {
        Scene scene;
        const fs::path old = scene.top() / "old";
        CHECK(scene.tells([&] { fs::rename(scene.folder(), old); }));
        CHECK_FALSE(scene.is_watching());
        CHECK(scene.tells([&] { fs::create_directory(scene.folder()); }));
        CHECK(scene.is_watching());
        CHECK(scene.tells([&] { write_file(scene.folder() / "a.zone"); }));
        CHECK(scene.is_silent_on([&] { write_file(old / "a.zone"); }));
    }

    TEST_CASE("a folder that is deleted and made again is watched again") {
        Scene scene;
        CHECK(scene.tells([&] {
            fs::remove(scene.folder());
            fs::create_directory(scene.folder());
        }));
        CHECK(scene.is_watching());
        CHECK(scene.tells([&] { write_file(scene.folder() / "a.zone"); }));
    }

    TEST_CASE("a symbolic link that is pointed elsewhere is followed") {
        Scene scene;
        const fs::path next = scene.top() / "next";
        fs::create_directory(next);
        fs::create_symlink(next, scene.top() / "link");
        CHECK(scene.tells([&] { fs::rename(scene.folder(), scene.top() / "first"); }));
        CHECK(scene.tells([&] { fs::rename(scene.top() / "link", scene.folder()); }));
        CHECK(scene.tells([&] { write_file(next / "a.zone"); }));
    }

    TEST_CASE("an overflow of the event queue is a change") {
        // Far more events than fs.inotify.max_queued_events, none of which counts by itself.
        Scene scene;
        std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
        int events_max = 0;
        limit >> events_max;
        if (events_max > 100000) return; // would take too long to overflow
        CHECK(scene.tells([&] {
            std::ofstream open_file(scene.folder() / "a.zone");
            for (int i = 0; i <= events_max; ++i) {
                write_file(scene.top() / "zones.old");
                fs::remove(scene.top() / "zones.old");
            }
        }));
    }
}

} // namespace signpost::loop
