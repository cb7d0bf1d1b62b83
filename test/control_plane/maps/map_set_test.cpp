#include "control_plane/maps/csv_map.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/maps/mmdb_writer.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace signpost::maps {
namespace {

std::string show(const Geography& known, const geo::Location& location) {
    const geo::Names& names = known.names;
    std::string shown = std::string(names.isps.name(location.isp)) + "/" +
                        std::string(names.regions.name(location.region)) + "/" +
                        std::string(names.countries.name(location.country));
    for (std::uint16_t tag = 1; tag <= names.tags.size(); ++tag)
        if ((location.tags >> (tag - 1U) & 1) != 0)
            shown += " " + std::string(names.tags.name(tag));
    return shown;
}

/// A folder with maps, loaded again and again.
struct Maps {
    test::TemporaryFolder folder;
    Setup setup;
    std::shared_ptr<const MapSet> now = std::make_shared<const MapSet>();

    void use(std::vector<const char*> names) {
        setup.clients.maps.clear();
        for (const char* name : names)
            setup.clients.maps.push_back({.file = folder.file(name)});
    }
    std::vector<Change> load() {
        Loading loading = maps::load(setup, now);
        now = loading.maps;
        return loading.changes;
    }
    std::string where(const char* address) const {
        return show(*now->geography, now->geography->atlas.find(*parse_address(address)));
    }
};

TEST_SUITE("control_plane/maps/map_set") {

    TEST_CASE("without any configuration nothing is known, and nothing is new") {
        Maps maps;
        const auto before = maps.now;
        CHECK(maps.load().empty());
        CHECK(maps.now == before);
        CHECK(maps.where("192.0.2.1") == "//");
    }

    TEST_CASE("networks beat overrides, overrides beat maps, maps fill what is open") {
        Maps maps;
        maps.folder.write("over.csv", "192.0.2.0/25,unicom\n192.0.2.64/26,,,,net\n");
        maps.folder.write("a.csv", "192.0.2.0/24,telecom,,CN,a\n");
        maps.folder.write("b.csv", "192.0.0.0/16,mobile,hebei,,b\n2001:db8::/32,cernet\n");
        maps.use({"a.csv", "b.csv"});
        maps.setup.clients.overrides = maps.folder.file("over.csv");
        maps.setup.networks = {{"inner", {*parse_prefix("192.0.2.128/25")}}};
        CHECK(maps.load().size() == 3);
        CHECK(maps.where("192.0.2.1") == "unicom/hebei/CN a");
        CHECK(maps.where("192.0.2.65") == "telecom/hebei/CN net");
        CHECK(maps.where("192.0.2.129") == "telecom/hebei/CN inner");
        CHECK(maps.where("192.0.3.1") == "mobile/hebei/ b");
        CHECK(maps.where("2001:db8::1") == "cernet//");
        CHECK(maps.where("198.51.100.1") == "//");
    }

    TEST_CASE("in nested networks clients have the tags of the outer ones, too") {
        Maps maps;
        maps.setup.networks = {
            {"inner", {*parse_prefix("10.1.0.0/16"), *parse_prefix("2001:db8:1::/48")}},
            {"outer", {*parse_prefix("10.0.0.0/8"), *parse_prefix("2001:db8::/32")}},
            {"same", {*parse_prefix("10.1.0.0/16"), *parse_prefix("10.1.1.0/24")}},
            {"carried", {*parse_prefix("::ffff:10.2.0.0/112")}}};
        CHECK(maps.load().empty());
        CHECK(maps.where("10.1.0.1") == "// inner outer same");
        CHECK(maps.where("10.1.1.1") == "// inner outer same");
        CHECK(maps.where("10.0.0.1") == "// outer");
        CHECK(maps.where("10.2.0.1") == "// outer carried");
        CHECK(maps.where("11.0.0.1") == "//");
        CHECK(maps.where("2001:db8:1::1") == "// inner outer");
        CHECK(maps.where("2001:db8:2::1") == "// outer");
    }

    TEST_CASE("only what has changed is read again, and nothing new is the state before") {
        Maps maps;
        maps.folder.write("a.csv", "192.0.2.0/24,telecom\n");
        maps.folder.write("b.csv", "192.0.0.0/16,unicom\n");
        maps.use({"a.csv", "b.csv"});
        CHECK(maps.load().size() == 2);
        const auto before = maps.now;
        CHECK(maps.load().empty());
        CHECK(maps.now == before);

        maps.folder.write("b.csv", "192.0.0.0/16,mobile\n");
        const std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].kind == ChangeKind::Loaded);
        CHECK(changes[0].file.stamp.path == maps.folder.file("b.csv"));
        CHECK(changes[0].file.entries == 1);
        CHECK(maps.now->sources.maps[0].good == before->sources.maps[0].good);
        CHECK(maps.where("192.0.2.1") == "telecom//");
        CHECK(maps.where("192.0.3.1") == "mobile//");
        CHECK(maps.now->geography->names.isps.find("unicom") == 0);
    }

    TEST_CASE("a map that is broken or gone stays as it was when it was good") {
        Maps maps;
        maps.folder.write("a.csv", "192.0.2.0/24,telecom\n");
        maps.use({"a.csv"});
        maps.load();
        const auto good = maps.now->geography;

        std::ofstream(maps.folder.file("a.csv")) << "192.0.2.0/24,unicom\nnonsense,leaked\n";
        std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].kind == ChangeKind::Refused);
        CHECK(changes[0].file.is_in_service);
        CHECK_FALSE(changes[0].file.is_current);
        CHECK(changes[0].file.entries == 1);
        REQUIRE(changes[0].file.complaints.size() == 1);
        CHECK(to_text(changes[0].file.complaints[0]).find("a.csv:2:1: ") != std::string::npos);
        CHECK(maps.now->geography == good);
        CHECK(maps.load().empty());

        maps.folder.remove("a.csv");
        changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].kind == ChangeKind::Refused);
        CHECK(maps.now->geography == good);

        maps.folder.write("a.csv", "192.0.2.0/24,mobile\n");
        changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].kind == ChangeKind::Loaded);
        CHECK(changes[0].file.complaints.empty());
        CHECK(maps.where("192.0.2.1") == "mobile//");
    }

    TEST_CASE("a map that was never good is left out, and leaves no name") {
        Maps maps;
        maps.folder.write("a.csv", "192.0.2.0/24,leaked,,,leaked\nnonsense\n");
        maps.folder.write("b.csv", "192.0.2.0/24,telecom\n");
        maps.use({"missing.mmdb", "a.csv", "b.csv"});
        const std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 3);
        CHECK(changes[0].kind == ChangeKind::Refused);
        CHECK_FALSE(changes[0].file.is_in_service);
        CHECK(changes[1].kind == ChangeKind::Refused);
        CHECK(changes[2].kind == ChangeKind::Loaded);
        CHECK(maps.where("192.0.2.1") == "telecom//");
        CHECK(maps.now->geography->names.isps.size() == 1);
        CHECK(maps.now->geography->names.tags.size() == 0);

        maps.folder.write("a.csv", "192.0.2.0/24,mobile\n");
        CHECK(maps.load().size() == 1);
        CHECK(maps.where("192.0.2.1") == "mobile//");
    }

    TEST_CASE("a map with too many tags beside the others is refused until there is room") {
        std::string many = "192.0.2.0/24,,,,";
        for (int i = 0; i < 63; ++i)
            many += "t" + std::to_string(i) + ' ';
        Maps maps;
        maps.folder.write("a.csv", "198.51.100.0/24,,,,one\n");
        maps.folder.write("b.csv", many + "\n");
        maps.use({"a.csv", "b.csv"});
        maps.load();
        CHECK(maps.now->geography->names.tags.size() == 64);

        maps.folder.write("a.csv", "198.51.100.0/24,,,,one two\n"); // takes the room of b.csv
        maps.folder.write("b.csv", many + "\n192.0.2.0/24,telecom\n");
        std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 2);
        CHECK(changes[0].kind == ChangeKind::Loaded);
        CHECK(changes[1].kind == ChangeKind::Refused);
        CHECK_FALSE(changes[1].file.is_in_service);
        REQUIRE(changes[1].file.complaints.size() == 1);
        CHECK(changes[1].file.complaints[0].what.find("\"t62\" is one too many") !=
              std::string::npos);
        CHECK(maps.now->geography->names.tags.size() == 2);

        maps.folder.write("a.csv", "198.51.100.0/24\n");
        changes = maps.load();
        CHECK(changes.size() == 2); // room for b.csv, which has not changed itself
        CHECK(maps.where("192.0.2.1") == "telecom//");
        CHECK(maps.where("198.51.100.1") == "//");
    }

    TEST_CASE("a map whose new version has no room stays in its last good one") {
        std::string many = "192.0.2.0/24,,,,";
        for (int i = 0; i < 64; ++i)
            many += "t" + std::to_string(i) + ' ';
        Maps maps;
        maps.folder.write("a.csv", "198.51.100.0/24,,,,one\n");
        maps.folder.write("b.csv", "192.0.2.0/24,,,,old\n");
        maps.use({"a.csv", "b.csv"});
        maps.load();
        maps.folder.write("b.csv", many + "\n");
        const std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].kind == ChangeKind::Refused);
        CHECK(changes[0].file.is_in_service);
        CHECK(maps.where("192.0.2.1") == "// old");
    }

    TEST_CASE("another configuration reads what it names in another way, and keeps the rest") {
        Maps maps;
        maps.folder.write("a.csv", "192.0.2.0/24,telecom\n");
        maps.use({"a.csv"});
        maps.load();
        std::ofstream(maps.folder.file("a.csv")) << "nonsense\n";
        maps.setup.networks = {{"net", {*parse_prefix("192.0.2.0/25")}}};
        maps.folder.write("b.csv", "192.0.0.0/16,unicom\n");
        maps.use({"b.csv", "a.csv"});
        CHECK(maps.load().size() == 2);
        CHECK(maps.where("192.0.2.1") == "unicom// net");
        maps.use({"a.csv"});
        CHECK(maps.load().empty());
        CHECK(maps.where("192.0.2.1") == "telecom// net");
        maps.use({});
        maps.setup.networks.clear();
        maps.load();
        CHECK(maps.where("192.0.2.1") == "//");
        CHECK(maps.now->files.empty());
    }

    TEST_CASE("more networks than there are tags are a complaint") {
        Maps maps;
        for (int i = 0; i < 65; ++i)
            maps.setup.networks.push_back(
                {"n" + std::to_string(i), {{Address{{10, static_cast<std::uint8_t>(i)}}, 16}}});
        maps.load();
        REQUIRE(maps.now->complaints.size() == 1);
        CHECK(maps.now->complaints[0].what.find("n64") != std::string::npos);
        CHECK(maps.where("10.63.0.1") == "// n63");
        CHECK(maps.where("10.64.0.1") == "//");
    }

    TEST_CASE("the table of regions has the numbers that maps use") {
        Maps maps;
        maps.folder.write("a.csv", "192.0.2.0/24,,hebei,CN\n192.0.3.0/24,,shanxi,JP\n");
        maps.folder.write("regions.csv",
                          "henan,central\nhebei,north,38.0,114.5\ncountry:CN,,35,105\n");
        maps.use({"a.csv"});
        maps.setup.clients.regions = maps.folder.file("regions.csv");
        CHECK(maps.load().size() == 2);
        const geo::Names& names = maps.now->geography->names;
        const geo::Regions& regions = maps.now->geography->regions;
        const std::uint16_t hebei = names.regions.find("hebei");
        CHECK(hebei == 1);
        CHECK(names.regions.name(regions.greater_of(hebei)) == "north");
        CHECK(regions.regions.at(hebei).at == geo::Coordinates{38.0, 114.5});
        CHECK(regions.countries.at(names.countries.find("CN")) == geo::Coordinates{35, 105});
        CHECK(maps.now->files[0].kind == FileKind::Regions);
        CHECK(maps.now->files[0].entries == 3);

        maps.folder.write("regions.csv", "hebei,north,200\n");
        CHECK(maps.load()[0].kind == ChangeKind::Refused);
        CHECK(maps.now->geography->regions == regions);
    }

    TEST_CASE("a change of what AS numbers stand for reads the maps again that have them") {
        Maps maps;
        geo::Names names;
        std::vector<geo::Layer> layers;
        layers.push_back(read_csv("192.0.2.0/24,AS64500\n", "", names).layer);
        maps.folder.write("asn.mmdb",
                          *write_mmdb(geo::Atlas(std::move(layers)), names, {.built_s = 1}));
        maps.folder.write("b.csv", "192.0.3.0/24,mobile\n");
        maps.folder.write("isps.csv", "AS64500,telecom\n");
        maps.use({"asn.mmdb", "b.csv"});
        maps.setup.clients.maps[0].isp = "";
        maps.setup.clients.maps[0].asn = "isp";
        maps.setup.clients.isp_of_asn = maps.folder.file("isps.csv");
        for (const Change& change : maps.load())
            for (const Complaint& complaint : change.file.complaints)
                FAIL_CHECK(to_text(complaint));
        CHECK(maps.where("192.0.2.1") == "telecom//");
        const auto before = maps.now;

        maps.folder.write("isps.csv", "# the same\nAS64500,telecom\n");
        CHECK(maps.load().size() == 1);
        CHECK(maps.now->geography == before->geography);

        maps.folder.write("isps.csv", "AS64500,\n");
        REQUIRE(maps.load().size() == 1);
        CHECK_FALSE(maps.now->files[0].is_current);
        CHECK(maps.now->geography == before->geography);

        maps.folder.write("isps.csv", "AS64500,unicom\nAS64501,mobile\n");
        const std::vector<Change> changes = maps.load();
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].file.entries == 2);
        CHECK(maps.where("192.0.2.1") == "unicom//");
        CHECK(maps.now->geography->names.isps.find("telecom") == 0);
        CHECK(maps.now->sources.maps[1].good == before->sources.maps[1].good);

        maps.setup.clients.isp_of_asn.clear();
        maps.load();
        CHECK(maps.where("192.0.2.1") == "//");
    }

    TEST_CASE("random changes: loading again gives what loading the good versions anew gives") {
        constexpr std::array kFiles{"a.csv", "b.csv", "over.csv"};
        std::mt19937 random(1);
        const auto random_map = [&random] {
            std::string text;
            for (std::uint32_t line = random() % 8; line != 0; --line)
                text += "10." + std::to_string(random() % 4) + ".0.0/1" +
                        std::to_string(6 + random() % 4) + ",i" + std::to_string(random() % 4) +
                        ",r" + std::to_string(random() % 4) + ",,t" + std::to_string(random() % 9) +
                        "\n";
            return text;
        };
        const auto asks = [](Maps& maps) {
            maps.use({"a.csv", "b.csv"});
            maps.setup.clients.overrides = maps.folder.file("over.csv");
            maps.setup.networks = {{"t3", {{Address{{10, 1}}, 16}}}};
        };
        Maps again;
        Maps anew; // has the good versions only
        asks(again);
        asks(anew);
        for (const char* file : kFiles) {
            again.folder.write(file, "");
            anew.folder.write(file, "");
        }
        std::map<std::string, std::string> good; // not loaded yet
        for (int turn = 0; turn < 200; ++turn) {
            CAPTURE(turn);
            const char* file = kFiles[random() % kFiles.size()];
            const bool is_broken = random() % 4 == 0;
            const std::string text = random_map();
            again.folder.write(file, is_broken ? text + "nonsense\n" : text);
            good.erase(file);
            if (!is_broken) good.emplace(file, text);
            if (random() % 2 == 0) continue; // several changes at once
            for (const auto& [name, version] : std::exchange(good, {}))
                anew.folder.write(name, version);
            again.load();
            anew.now = std::make_shared<const MapSet>();
            anew.load();
            const geo::Atlas& atlas = anew.now->geography->atlas;
            REQUIRE(again.now->geography->names.tags.size() ==
                    anew.now->geography->names.tags.size());
            REQUIRE(again.now->geography->atlas.locations().all() == atlas.locations().all());
            REQUIRE(again.now->geography->atlas.partition(Family::V4).runs() ==
                    atlas.partition(Family::V4).runs());
        }
    }

    TEST_CASE("what a load will cost is told from the files: most by those that have changed") {
        Maps maps;
        maps.folder.write("a.csv", std::string(1600, '#'));
        maps.folder.write("b.csv", std::string(800, '#'));
        maps.use({"a.csv", "b.csv", "missing.csv"});
        CHECK(look(maps.setup, *maps.now).has_changed);
        CHECK(look(maps.setup, *maps.now).octets == 2400);
        maps.load();
        CHECK_FALSE(look(maps.setup, *maps.now).has_changed);
        maps.folder.write("b.csv", std::string(400, '#'));
        CHECK(look(maps.setup, *maps.now).has_changed);
        CHECK(look(maps.setup, *maps.now).octets == 500);
    }

    TEST_CASE("folders to watch are those of the files") {
        Setup setup;
        setup.clients.maps = {{.file = "/m/a.csv"}, {.file = "/n/b.mmdb"}, {.file = "c.csv"}};
        setup.clients.regions = "/m/regions.csv";
        CHECK(folders_of(setup) == std::vector<std::string>{".", "/m", "/n"});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
