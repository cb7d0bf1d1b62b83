#include "control_plane/zone_folder/folder.hpp"
#include "control_plane/zone_folder/zone_text.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::zone_folder {
namespace {

/// A folder and the state it was last loaded to.
struct Loaded {
    test::TemporaryFolder on_disk;
    std::shared_ptr<const Folder> folder = std::make_shared<const Folder>();

    /// "loaded a.example. 7" for each change.
    std::vector<std::string> load() {
        CHECK(look(on_disk.path(), *folder).has_changed);
        const Loading loading = zone_folder::load(on_disk.path(), folder);
        CHECK_FALSE(look(on_disk.path(), *loading.folder).has_changed);
        folder = loading.folder;
        std::vector<std::string> lines;
        for (const Change& change : loading.changes) {
            const char* kinds[] = {"loaded ", "refused ", "removed "};
            lines.push_back(kinds[static_cast<int>(change.kind)] + change.zone->origin);
            if (change.zone->zone)
                lines.back() += " " + std::to_string(change.zone->zone->serial());
        }
        return lines;
    }
};

using Lines = std::vector<std::string>;

TEST_SUITE("control_plane/zone_folder/folder") {

    TEST_CASE("each file is a zone; only what changed is read again") {
        Loaded loaded;
        loaded.on_disk.write("a.example.zone", zone_text(1));
        loaded.on_disk.write("b.example.zone", zone_text(1));
        loaded.on_disk.write("c.example.zone", "nonsense\n");
        loaded.on_disk.write("notes.txt", "not a zone");
        CHECK(loaded.load() ==
              Lines{"loaded a.example. 1", "loaded b.example. 1", "refused c.example."});
        const auto untouched = loaded.folder->zones.at("a.example.");

        loaded.on_disk.write("b.example.zone", zone_text(2));
        loaded.on_disk.write("d.example.zone", zone_text(1));
        loaded.on_disk.remove("c.example.zone");
        CHECK(loaded.load() ==
              Lines{"loaded b.example. 2", "loaded d.example. 1", "removed c.example."});
        CHECK(loaded.folder->zones.at("a.example.") == untouched);

        const Loading none = zone_folder::load(loaded.on_disk.path(), loaded.folder);
        CHECK(none.folder == loaded.folder);
        CHECK(none.changes.empty());
    }

    TEST_CASE("a bad file keeps its zone in service, and mended to what it was it is loaded") {
        Loaded loaded;
        loaded.on_disk.write("a.example.zone", zone_text(1));
        static_cast<void>(loaded.load());
        loaded.on_disk.write("a.example.zone", zone_text(2, "x A\n"));
        CHECK(loaded.load() == Lines{"refused a.example. 1"});
        loaded.on_disk.write("a.example.zone", zone_text(1));
        CHECK(loaded.load() == Lines{"loaded a.example. 1"});
        loaded.on_disk.write("a.example.zone", zone_text(1, "; a remark\n"));
        CHECK(loaded.load().empty());
    }

    TEST_CASE("a folder that cannot be read changes no zone") {
        Loaded loaded;
        loaded.on_disk.write("a.example.zone", zone_text(1));
        static_cast<void>(loaded.load());
        const std::filesystem::path away = loaded.on_disk.path().string() + ".away";
        std::filesystem::rename(loaded.on_disk.path(), away);
        CHECK(loaded.load().empty());
        CHECK_FALSE(loaded.folder->is_readable);
        CHECK(loaded.folder->complaints.size() == 1);
        CHECK(loaded.folder->zones.size() == 1);

        std::filesystem::rename(away, loaded.on_disk.path());
        CHECK(loaded.load().empty());
        CHECK(loaded.folder->is_readable);
        CHECK(loaded.folder->complaints.empty());
        CHECK(loaded.folder->zones.size() == 1);
    }

    TEST_CASE("of two files for one origin the one in service counts, or else the first by name") {
        Loaded loaded;
        loaded.on_disk.write("a.example.zone", zone_text(1));
        static_cast<void>(loaded.load());
        loaded.on_disk.write("A.example.zone", zone_text(2));
        CHECK(loaded.load().empty());
        REQUIRE(loaded.folder->complaints.size() == 1);
        CHECK(loaded.folder->complaints[0].place.file == loaded.on_disk.file("A.example.zone"));
        CHECK(loaded.folder->zones.at("a.example.")->path == loaded.on_disk.file("a.example.zone"));

        loaded.on_disk.remove("a.example.zone");
        CHECK(loaded.load() == Lines{"loaded a.example. 2"});
        CHECK(loaded.folder->complaints.empty());

        Loaded fresh;
        fresh.on_disk.write("a.example.zone", zone_text(1));
        fresh.on_disk.write("A.example.zone", zone_text(2));
        CHECK(fresh.load() == Lines{"loaded a.example. 2"});
    }

    TEST_CASE("a file name that is no domain name is told, and the rest is served") {
        Loaded loaded;
        loaded.on_disk.write("a..b.zone", zone_text(1));
        loaded.on_disk.write("b.zone", zone_text(1));
        CHECK(loaded.load() == Lines{"loaded b. 1"});
        REQUIRE(loaded.folder->complaints.size() == 1);
        CHECK(loaded.folder->complaints[0].place.file == loaded.on_disk.file("a..b.zone"));
    }

    TEST_CASE("a look tells how much a load would read: new files, and changed ones whole") {
        Loaded loaded;
        loaded.on_disk.write("a.example.zone", zone_text(1, "$INCLUDE x.inc\n"));
        loaded.on_disk.write("x.inc", std::string(1000, '\n'));
        loaded.on_disk.write("b.example.zone", zone_text(1));
        static_cast<void>(loaded.load());
        const auto octets = [&] { return look(loaded.on_disk.path(), *loaded.folder).octets; };
        CHECK(octets() == 0);
        loaded.on_disk.write("c.example.zone", std::string(300, '\n'));
        CHECK(octets() == 300);
        loaded.on_disk.write("x.inc", std::string(2000, '\n'));
        CHECK(octets() == 2300 + zone_text(1, "$INCLUDE x.inc\n").size());
    }

    TEST_CASE("the folders of included files are known, so that they can be watched") {
        Loaded loaded;
        std::filesystem::create_directory(loaded.on_disk.path() / "parts");
        loaded.on_disk.write("parts/x.inc", "x 60 A 192.0.2.1\n");
        loaded.on_disk.write("a.example.zone", zone_text(1, "$INCLUDE parts/x.inc\n"));
        static_cast<void>(loaded.load());
        const std::string path = loaded.on_disk.path();
        CHECK(folders_included(path, *loaded.folder) == std::set<std::string>{path + "/parts"});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone_folder
