// $INCLUDE, and reading files: what needs a folder on disk.
#include "control_plane/zonefile/zone_file.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace signpost::zonefile {
namespace {

/// A folder that goes with the test.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "zonefile-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file.string();
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (path_ / name).string();
    }

    /// The records and complaints of `z`, with the folder's own path cut out.
    [[nodiscard]] std::string read() const {
        std::string all;
        const ZoneFileReading reading =
            read_zone_file(path("z"), kExampleCom, [&](const zone::Record& record) {
                all += std::to_string(record.file) + ":" + std::to_string(record.line) + " " +
                       wire::name_to_text(record.owner) + "\n";
            });
        for (const Complaint& complaint : reading.complaints)
            all += to_text(complaint) + "\n";
        const std::string prefix = path_.string() + "/";
        for (std::size_t at = all.find(prefix); at != std::string::npos; at = all.find(prefix))
            all.erase(at, prefix.size());
        return all;
    }

private:
    std::filesystem::path path_;
};

TEST_SUITE("control_plane/zonefile/include") {

    TEST_CASE("origin and owner revert after an included file, $TTL stays") {
        const Folder folder;
        folder.write("z", "$TTL 1\n$ORIGIN o\na TXT x\n$INCLUDE sub/i inner\n TXT y\nb TXT x\n"
                          "$INCLUDE \"sub/i\"\n");
        folder.write("sub/i", " TXT inherited\n@ TXT x\n$ORIGIN deeper\nc TXT x\n$INCLUDE j\n");
        folder.write("sub/j", "$TTL 2\nd TXT x\n");
        CHECK(folder.read() == "0:3 a.o.example.com.\n"
                               "1:1 a.o.example.com.\n"
                               "1:2 inner.o.example.com.\n"
                               "1:4 c.deeper.inner.o.example.com.\n"
                               "2:2 d.deeper.inner.o.example.com.\n"
                               "0:5 a.o.example.com.\n"
                               "0:6 b.o.example.com.\n"
                               "1:1 b.o.example.com.\n"
                               "1:2 o.example.com.\n"
                               "1:4 c.deeper.o.example.com.\n"
                               "2:2 d.deeper.o.example.com.\n");
    }

    TEST_CASE("complaints name the file in which the mistake is") {
        const Folder folder;
        folder.write("z", "$TTL 1\n$INCLUDE i\na A x\n$INCLUDE nosuch\n$INCLUDE i a..\n$INCLUDE\n"
                          "$INCLUDE i o p\nok TXT x\n");
        folder.write("i", "\nb A y\n");
        CHECK(folder.read() ==
              "0:8 ok.example.com.\n"
              "i:2:5: this is no IPv4 address; it looks like 192.0.2.1, near \"y\"\n"
              "z:3:5: this is no IPv4 address; it looks like 192.0.2.1, near \"x\"\n"
              "z:4:10: the included file nosuch cannot be read: No such file or directory, near "
              "\"nosuch\"\n"
              "z:5:12: this name has an empty label: two dots in a row, or one in front, near "
              "\"a..\"\n"
              "z:6:9: $INCLUDE needs more than that, near end of line\n"
              "z:7:14: nothing may follow here, near \"p\"\n");
    }

    TEST_CASE("files that include each other end in a complaint") {
        const Folder folder;
        folder.write("z", "$TTL 1\n$INCLUDE i\nok TXT x\n");
        folder.write("i", "$INCLUDE z\n$INCLUDE i\n");
        CHECK(folder.read() ==
              "0:3 ok.example.com.\n"
              "i:1:10: this file includes itself, directly or by way of others, near "
              "\"z\"\n"
              "i:2:10: this file includes itself, directly or by way of others, near "
              "\"i\"\n");
    }

    TEST_CASE("a tab in the name of an included file never reaches a log line") {
        const Folder folder;
        folder.write("z", "$INCLUDE \"a\tb\"\n$INCLUDE a\\\tb\n");
        CHECK(folder.read() ==
              "z:1:10: the name of an included file must not hold a tab, near \"a\\009b\"\n"
              "z:2:10: the name of an included file must not hold a tab, near \"a\\\\009b\"\n");
    }

    TEST_CASE("files may be included sixteen deep") {
        const Folder folder;
        folder.write("z", "$TTL 1\n$INCLUDE 1\n");
        for (int i = 1; i < 20; ++i)
            folder.write(std::to_string(i), "$INCLUDE " + std::to_string(i + 1) + "\n");
        CHECK(folder.read() == "15:1:10: files are included more than 16 deep, near \"16\"\n");
        folder.write("15", "ok TXT x\n");
        CHECK(folder.read() == "15:1 ok.example.com.\n");
    }

    TEST_CASE("files that branch without end are stopped") {
        const Folder folder;
        folder.write("z", "$INCLUDE 1\n");
        std::string lines;
        for (int i = 0; i < 9; ++i)
            lines += "$INCLUDE 2\n";
        folder.write("1", lines);
        for (int i = 2; i < 5; ++i) {
            std::string next = lines;
            for (std::size_t at = next.find('2'); at != std::string::npos;
                 at = next.find('2', at + 2))
                next.replace(at, 1, std::to_string(i + 1));
            folder.write(std::to_string(i), next);
        }
        folder.write("5", "");
        CHECK(folder.read().empty()); // 1 + 9 + 81 + 729 + 6561 inclusions
        folder.write("5", "$INCLUDE 6\n");
        folder.write("6", "");
        CHECK(folder.read().find("more than 10000 files are included, near \"") !=
              std::string::npos);
    }

    TEST_CASE("a file that cannot be read is a complaint") {
        const Folder folder;
        CHECK(folder.read() == "z: cannot be read: No such file or directory\n");
        std::filesystem::create_directory(folder.path("z"));
        CHECK(folder.read() == "z: cannot be read: it is not a regular file\n");
    }

    TEST_CASE("every file that was read, or should have been, has its stamp") {
        const Folder folder;
        const std::string zone = folder.write("z", "$TTL 1\n$INCLUDE i\n$INCLUDE nosuch\n");
        const std::string included = folder.write("i", "a TXT x\n");
        const ZoneFileReading reading =
            read_zone_file(zone, kExampleCom, [](const zone::Record&) {});
        REQUIRE(reading.stamps.size() == 3);
        CHECK(reading.stamps[0] == files::stamp_file(zone));
        CHECK(reading.stamps[1] == files::stamp_file(included));
        CHECK(reading.stamps[2] == files::FileStamp{.path = folder.path("nosuch")});

        folder.write("i", "a TXT xy\n");
        CHECK(reading.stamps[1] != files::stamp_file(included));
        folder.write("nosuch", "");
        CHECK(reading.stamps[2] != files::stamp_file(folder.path("nosuch")));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
