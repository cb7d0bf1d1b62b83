#include "control_plane/files/file_text.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>

namespace signpost::files {
namespace {

/// Whether a change is seen in the stamp. It is made again and again for up to a second, as the
/// clock of a file system goes in steps of some milliseconds.
bool is_seen(const std::string& path, const std::function<void()>& change) {
    const FileStamp before = stamp_file(path);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (std::chrono::steady_clock::now() < deadline) {
        change();
        if (stamp_file(path) != before) return true;
    }
    return false;
}

TEST_SUITE("control_plane/files/file_text") {

    TEST_CASE("a file that nobody touches keeps its stamp, reading included") {
        const test::TemporaryFolder folder;
        folder.write("a", "text");
        const FileStamp before = stamp_file(folder.file("a"));
        const Result<FileText> loaded = load_file(folder.file("a"));
        REQUIRE(loaded);
        CHECK(loaded->text == "text");
        CHECK(loaded->stamp == before);
        CHECK(stamp_file(folder.file("a")) == before);
    }

    TEST_CASE("permissions that change are a change: they may be what kept the file unread") {
        const test::TemporaryFolder folder;
        folder.write("a", "text");
        namespace fs = std::filesystem;
        CHECK(is_seen(folder.file("a"),
                      [&] { fs::permissions(folder.file("a"), fs::perms::owner_read); }));
    }

    TEST_CASE("other octets of the same number are a change, even with the old time of change") {
        const test::TemporaryFolder folder;
        folder.write("a", "text");
        const auto time = std::filesystem::last_write_time(folder.file("a"));
        CHECK(is_seen(folder.file("a"), [&] {
            std::ofstream(folder.file("a")) << "TEXT";
            std::filesystem::last_write_time(folder.file("a"), time);
        }));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::files
