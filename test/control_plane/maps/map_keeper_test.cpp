#include "control_plane/maps/map_keeper.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <string>

namespace signpost::maps {
namespace {

/// A map that is kept, on a loop that runs until a condition holds.
struct Kept {
    test::TemporaryFolder on_disk;
    loop::Loop loop;
    loop::Background prompt{loop, "test-prompt", loop::Priority::Normal};
    loop::Background patient{loop, "test-patient", loop::Priority::Normal};
    Setup setup;
    std::size_t refusals = 0;
    std::function<bool()> condition;
    std::unique_ptr<MapKeeper> keeper;

    void start() {
        setup.clients.maps = {{.file = on_disk.file("a.csv")}};
        auto first = load(setup, std::make_shared<const MapSet>()).maps;
        keeper = std::make_unique<MapKeeper>(loop, files::Threads{prompt, patient},
                                             std::move(first), [this](const Loading& loading) {
                                                 for (const Change& change : loading.changes)
                                                     refusals += change.kind == ChangeKind::Refused;
                                                 if (condition()) loop.stop();
                                             });
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

    bool has_isp(const char* name) const {
        const Geography& known = *keeper->maps()->geography;
        return known.names.isps.name(known.atlas.find(*parse_address("192.0.2.1")).isp) == name;
    }
};

TEST_SUITE("control_plane/maps/map_keeper") {

    TEST_CASE(
        "a map that changes on disk is loaded without being asked; a broken one is not used") {
        Kept kept;
        kept.on_disk.write("a.csv", "192.0.2.0/24,telecom\n");
        kept.start();
        kept.on_disk.write("a.csv", "192.0.2.0/24,unicom\n");
        CHECK(kept.run_until([&] { return kept.has_isp("unicom"); }));
        std::ofstream(kept.on_disk.file("a.csv")) << "192.0.2.0/24,mobile-in-place\n";
        CHECK(kept.run_until([&] { return kept.has_isp("mobile-in-place"); }));
        CHECK(kept.refusals == 0);
        kept.on_disk.write("a.csv", "nonsense\n");
        CHECK(kept.run_until([&] { return kept.refusals == 1; }));
        kept.on_disk.remove("a.csv");
        CHECK(kept.run_until([&] { return kept.refusals == 2; }));
        CHECK(kept.has_isp("mobile-in-place"));
        kept.on_disk.write("a.csv", "192.0.2.0/24,cernet\n");
        CHECK(kept.run_until([&] { return kept.has_isp("cernet"); }));
    }

    TEST_CASE("a reload takes another setup, and its files are watched from then on") {
        Kept kept;
        const test::TemporaryFolder elsewhere;
        kept.on_disk.write("a.csv", "192.0.2.0/24,telecom\n");
        elsewhere.write("b.csv", "192.0.2.0/24,unicom\n");
        kept.start();
        int done = 0;
        kept.condition = [&] { return done == 2; };
        kept.keeper->reload(kept.setup, [&](const Loading& loading) {
            CHECK(loading.maps->setup == kept.setup);
            ++done;
        });
        Setup other = kept.setup;
        other.clients.maps[0].file = elsewhere.file("b.csv");
        kept.keeper->reload(other, [&](const Loading& loading) {
            CHECK(loading.maps->setup == other);
            CHECK(kept.has_isp("unicom"));
            ++done;
            kept.loop.stop();
        });
        CHECK(kept.run_until([&] { return done == 2; }));
        elsewhere.write("b.csv", "192.0.2.0/24,mobile\n");
        CHECK(kept.run_until([&] { return kept.has_isp("mobile"); }));
    }

    TEST_CASE("what was being loaded for an earlier setup is dropped when another is asked for") {
        Kept kept;
        kept.on_disk.write("a.csv", "192.0.2.0/24,telecom\n");
        kept.on_disk.write("b.csv", "192.0.2.0/24,unicom\n");
        kept.start();
        const auto before = kept.keeper->maps();
        Setup other = kept.setup;
        other.clients.maps[0].file = kept.on_disk.file("b.csv");
        bool is_loaded = false;
        bool is_settled = false;
        kept.condition = [] { return false; };
        kept.keeper->reload(
            other, [&](const Loading& loading) { is_loaded = loading.maps->setup == other; });
        kept.keeper->reload(kept.setup, [&](const Loading&) {
            is_settled = true;
            kept.loop.stop();
        });
        CHECK(kept.run_until([&] { return is_settled; }));
        CHECK(is_loaded);
        CHECK(kept.keeper->maps() == before);
    }

    TEST_CASE("a reload that finds nothing new does not wait for long work, large as the map is") {
        Kept kept;
        kept.on_disk.write("a.csv",
                           "192.0.2.0/24,telecom\n" + std::string(std::size_t{8} << 20, '\n'));
        kept.start();
        std::promise<void> long_work;
        kept.patient.run(
            [over = long_work.get_future().share()] {
                over.wait();
                return true;
            },
            [](bool) {});
        bool is_settled = false;
        kept.keeper->reload(kept.setup, [&](const Loading&) {
            is_settled = true;
            kept.loop.stop();
        });
        CHECK(kept.run_until([&] { return is_settled; }));
        long_work.set_value();
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
