#include "control_plane/maps/regions_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::maps {
namespace {

std::string complaints_about(const std::string& text) {
    geo::Names names;
    std::string complaints;
    for (const Complaint& complaint : read_regions(text, "r.csv", names).complaints)
        complaints += to_text(complaint) + "\n";
    return complaints;
}

TEST_SUITE("control_plane/maps/regions_table") {

    TEST_CASE("regions, greater regions and countries, with and without coordinates") {
        geo::Names names;
        const RegionsReading reading = read_regions("region,greater,latitude,longitude\r\n"
                                                    "# by hand\n\n"
                                                    "guangdong, south ,23.13,113.26\n"
                                                    "hebei,north\n"
                                                    "tibet,,-29.65,-91.1\n"
                                                    "alone\n"
                                                    "country:CN,,35,105\n",
                                                    "r.csv", names);
        CHECK(reading.complaints.empty());
        const auto region = [&](const char* name) {
            return reading.regions.regions.at(names.regions.find(name));
        };
        const std::uint16_t south = names.regions.find("south");
        CHECK(south != 0);
        CHECK(region("guangdong") == geo::Region{south, geo::Coordinates{23.13, 113.26}});
        CHECK(region("hebei") == geo::Region{names.regions.find("north"), std::nullopt});
        CHECK(region("tibet") == geo::Region{0, geo::Coordinates{-29.65, -91.1}});
        CHECK(region("alone") == geo::Region{});
        CHECK(reading.regions.regions.size() == 4);
        CHECK(reading.regions.countries.size() == 1);
        CHECK(reading.regions.countries.at(names.countries.find("CN")) ==
              geo::Coordinates{35, 105});
    }

    TEST_CASE("mistakes are told with line and column, all of them") {
        CHECK(
            complaints_about("hebei,north,91,0\n"
                             "hebei,north,1\n"
                             "hebei,north,1,x\n"
                             "hebei,north,1,nan\n"
                             ",north\n"
                             "hebei,north,1,2,3\n"
                             "country:CN,north,1,2\n"
                             "country:CN\n"
                             "country:,,1,2\n"
                             "hebei\n"
                             "hebei\n"
                             "country:CN,,1,2\n"
                             "country:CN,,1,2\n") ==
            "r.csv:1:13: a latitude is a number of degrees from -90 to 90\n"
            "r.csv:2:14: a longitude is a number of degrees from -180 to 180\n"
            "r.csv:3:15: a longitude is a number of degrees from -180 to 180\n"
            "r.csv:4:15: a longitude is a number of degrees from -180 to 180\n"
            "r.csv:5:1: here stands the name of a region or a country\n"
            "r.csv:6:17: a line holds region, greater region, latitude and longitude, and no more\n"
            "r.csv:7:9: a country has coordinates and no greater region\n"
            "r.csv:8:9: a country has coordinates and no greater region\n"
            "r.csv:9:9: here stands the name of a region or a country\n"
            "r.csv:11:1: it stands twice\n"
            "r.csv:13:9: it stands twice\n");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
