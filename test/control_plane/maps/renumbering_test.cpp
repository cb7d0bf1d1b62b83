#include "control_plane/maps/renumbering.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::maps {
namespace {

TEST_SUITE("control_plane/maps/renumbering") {

    TEST_CASE("what is known by name gets the number that it has among all names") {
        geo::Names all;
        all.isps.add("telecom");
        all.isps.add("unicom");
        all.tags.add("bank");
        geo::Names file;
        const geo::Location location{.isp = *file.isps.add("unicom"),
                                     .region = *file.regions.add("hebei"),
                                     .country = *file.countries.add("CN"),
                                     .tags = 0b11};
        file.tags.add("net");
        file.tags.add("bank");
        const Result<Renumbering> renumber = Renumbering::merge(file, all);
        REQUIRE(renumber);
        CHECK((*renumber)(location) ==
              geo::Location{.isp = 2, .region = 1, .country = 1, .tags = 0b11});
        CHECK((*renumber)({.tags = 0b01}) == geo::Location{.tags = 0b10});
        CHECK((*renumber)(geo::Location{}) == geo::Location{});
        CHECK(all.tags.name(2) == "net");
    }

    TEST_CASE("as many names as there can be have room, and one more leaves all as it was") {
        geo::Names full;
        for (int number = 1; number <= UINT16_MAX; ++number)
            full.isps.add("i" + std::to_string(number));
        geo::Names all;
        REQUIRE(Renumbering::merge(full, all));
        CHECK(all.isps.size() == UINT16_MAX);
        geo::Names more;
        more.isps.add("one more");
        more.tags.add("bank");
        const Result<Renumbering> refused = Renumbering::merge(more, all);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().reason() ==
              "\"one more\" is one too many: all maps and the configuration together can name "
              "65535 ISPs");
        CHECK(all.tags.size() == 0);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
