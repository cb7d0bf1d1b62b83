#include "control_plane/zone_folder/keeper.hpp"
#include "control_plane/zone_folder/zone_text.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

namespace signpost::zone_folder {
namespace {

/// A folder that is kept, on a loop that runs until a condition holds.
struct Kept {
    test::TemporaryFolder on_disk;
    loop::Loop loop;
    loop::Background prompt{loop, "test-prompt", loop::Priority::Normal};
    loop::Background patient{loop, "test-patient", loop::Priority::Normal};
    std::function<bool()> condition;
    std::unique_ptr<Keeper> keeper;

    void start() {
        auto first = load(on_disk.path(), std::make_shared<const Folder>()).folder;
        keeper =
            std::make_unique<Keeper>(loop, Threads{prompt, patient}, on_disk.path(),
                                     std::move(first), [this](const Loading&) { stop_if_done(); });
    }

    void stop_if_done() {
        if (condition()) loop.stop();
    }

    /// False if it does not come true. A second is promised; a busy machine gets more.
    bool run_until(std::function<bool()> wanted) {
        condition = std::move(wanted);
        if (condition()) return true;
        loop::Timer deadline(loop, [this] { loop.stop(); });
        deadline.start_once(std::chrono::seconds(10));
        loop.run();
        return condition();
    }

    bool has_serial(const std::string& origin, std::uint32_t serial) const {
        const auto found = keeper->folder()->zones.find(origin);
        return found != keeper->folder()->zones.end() && found->second->zone &&
               found->second->zone->serial() == serial;
    }
};

TEST_SUITE("control_plane/zone_folder/keeper") {

    TEST_CASE("a change on disk is loaded without being asked") {
        Kept kept;
        kept.on_disk.write("a.example.zone", zone_text(1));
        kept.start();
        kept.on_disk.write("a.example.zone", zone_text(2));
        CHECK(kept.run_until([&] { return kept.has_serial("a.example.", 2); }));
        std::ofstream(kept.on_disk.file("a.example.zone")) << zone_text(3); // in place
        CHECK(kept.run_until([&] { return kept.has_serial("a.example.", 3); }));
        kept.on_disk.write("b.example.zone", zone_text(1));
        CHECK(kept.run_until([&] { return kept.has_serial("b.example.", 1); }));
        kept.on_disk.remove("b.example.zone");
        CHECK(kept.run_until([&] { return kept.keeper->folder()->zones.size() == 1; }));
    }

    TEST_CASE("a change of an included file in another folder is loaded, too") {
        Kept kept;
        const test::TemporaryFolder elsewhere;
        elsewhere.write("x.inc", "@ 60 SOA ns.other. h 1 1 1 1 60\n");
        kept.on_disk.write("a.example.zone",
                           "$INCLUDE " + elsewhere.file("x.inc") + "\n@ 60 NS ns.other.\n");
        kept.start();
        CHECK(kept.has_serial("a.example.", 1));
        elsewhere.write("x.inc", "@ 60 SOA ns.other. h 2 1 1 1 60\n");
        CHECK(kept.run_until([&] { return kept.has_serial("a.example.", 2); }));
    }

    TEST_CASE("a large file is loaded, too") {
        Kept kept;
        kept.start();
        const std::string filler(files::kPromptOctetsMax, '\n');
        kept.on_disk.write("a.example.zone", zone_text(1, filler));
        CHECK(kept.run_until([&] { return kept.has_serial("a.example.", 1); }));
    }

    TEST_CASE("a reload answers with what a load found that began after it was asked for") {
        Kept kept;
        kept.on_disk.write("a.example.zone", zone_text(1));
        kept.start();
        int done = 0;
        kept.keeper->reload([&](const Loading&) { ++done; });
        // The first load may have looked already, so the second request needs a load of its own.
        kept.on_disk.write("a.example.zone", zone_text(2));
        kept.keeper->reload([&](const Loading&) {
            CHECK(kept.has_serial("a.example.", 2));
            ++done;
            kept.loop.stop();
        });
        CHECK(kept.run_until([&] { return done == 2; }));
    }

    TEST_CASE("every reload is answered, also while another runs and nothing has changed") {
        Kept kept;
        kept.start();
        int done = 0;
        for (int i = 0; i < 3; ++i)
            kept.keeper->reload([&](const Loading& loading) {
                CHECK(loading.changes.empty());
                if (++done == 3) kept.loop.stop();
            });
        CHECK(kept.run_until([&] { return done == 3; }));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone_folder
