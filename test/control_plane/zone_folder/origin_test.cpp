#include "control_plane/zone_folder/origin.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::zone_folder {
namespace {

TEST_SUITE("control_plane/zone_folder/origin") {

    TEST_CASE("only what ends in .zone and is not hidden is a zone file") {
        for (const char* name : {"a.zone", "ybj.example.zone", "..zone", "bad..name.zone"}) {
            CAPTURE(name);
            CHECK(is_zone_file_name(name));
        }
        for (const char* name : {"", ".zone", ".#a.zone", ".a.zone", "#a.zone#", "a.zone~",
                                 ".a.zone.swp", "a.zone.bak", "a.zone.tmp", "zone", "hosts.inc"}) {
            CAPTURE(name);
            CHECK_FALSE(is_zone_file_name(name));
        }
    }

    TEST_CASE("the file name is the origin, letter case apart") {
        struct Row {
            std::string file_name;
            std::string origin;
        };
        const std::vector<Row> rows{
            {"ybj.example.zone", "ybj.example."},
            {"YBJ.Example.zone", "ybj.example."},
            {"example.zone", "example."},
            {"..zone", "."},
            {"0\\04725.2.0.192.in-addr.arpa.zone", "0/25.2.0.192.in-addr.arpa."},
            {"113.0.203.in-addr.arpa.zone", "113.0.203.in-addr.arpa."},
            {"@.zone", "\\@."}};
        for (const Row& row : rows) {
            CAPTURE(row.file_name);
            std::string reason;
            const std::optional<Origin> origin = origin_of(row.file_name, reason);
            REQUIRE(origin);
            CHECK(origin->text == row.origin);
        }
    }

    TEST_CASE("a name that is no domain name is refused with a reason") {
        for (const std::string& name :
             {std::string("a..b.zone"), "a." + std::string(64, 'x') + ".zone",
              std::string("a.example..zone"), std::string("\\300.zone")}) {
            CAPTURE(name);
            std::string reason;
            CHECK_FALSE(origin_of(name, reason));
            CHECK_FALSE(reason.empty());
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone_folder
