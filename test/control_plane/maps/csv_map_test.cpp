#include "control_plane/maps/csv_map.hpp"
#include "core/geo/atlas.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::maps {
namespace {

/// What a map says of an address: "telecom/guangdong/CN bank", or its complaints.
std::string where(const std::string& text, const char* address) {
    geo::Names names;
    MapReading reading = read_csv(text, "map.csv", names);
    std::string complaints;
    for (const Complaint& complaint : reading.complaints)
        complaints += to_text(complaint) + "\n";
    if (!complaints.empty()) return complaints;
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(reading.layer));
    const geo::Location found = geo::Atlas(std::move(layers)).find(*parse_address(address));
    std::string shown = std::string(names.isps.name(found.isp)) + "/" +
                        std::string(names.regions.name(found.region)) + "/" +
                        std::string(names.countries.name(found.country));
    for (std::uint16_t tag = 1; tag <= names.tags.size(); ++tag)
        if ((found.tags >> (tag - 1U) & 1) != 0) shown += " " + std::string(names.tags.name(tag));
    return shown;
}

TEST_SUITE("control_plane/maps/csv_map") {

    TEST_CASE("lines, headings, comments, blanks and missing fields") {
        const std::string map =
            "\xef\xbb\xbfprefix,isp,region,country,tags\r\n"
            "# by hand\r\n\r\n"
            "203.0.113.0/24,telecom,guangdong,CN,\r\n"
            " 203.0.113.128/25 , unicom \r\n"
            "2001:db8::/32,,\xe5\xb9\xbf\xe4\xb8\x9c,,bank; insurance-net  bank\n"
            "192.0.2.1,cernet";
        CHECK(where(map, "203.0.113.1") == "telecom/guangdong/CN");
        CHECK(where(map, "203.0.113.200") == "unicom//");
        CHECK(where(map, "2001:db8::1") == "/\xe5\xb9\xbf\xe4\xb8\x9c/ bank insurance-net");
        CHECK(where(map, "192.0.2.1") == "cernet//");
        CHECK(where(map, "192.0.2.2") == "//");
        CHECK(where("", "192.0.2.2") == "//");
    }

    TEST_CASE("networks of addresses that carry IPv4 stand for those; names are UTF-8") {
        CHECK(where("::ffff:192.0.2.0/120,mapped\n", "192.0.2.1") == "mapped//");
        CHECK(where("64:ff9b::192.0.2.0/120,nat\n", "192.0.2.1") == "nat//");
        CHECK(where("2002:c000:200::/40,six\n", "192.0.2.1") == "six//");
        CHECK(where("2002:c000:201:7::/64,six\n", "192.0.2.1") == "six//");
        CHECK(where("2002::/15,six\n", "192.0.2.1") == "//");
        CHECK(where("192.0.2.0/24,\xb5\xe7\n", "192.0.2.1").find("UTF-8") != std::string::npos);
    }

    TEST_CASE("mistakes are told with line and column, all of them") {
        CHECK(where("203.0.113.0/24,telecom\n203.0.113.1/24,x\nprefix,isp\n192.0.2.0/24,\"a\"\n"
                    "192.0.2.0/24,a,b,c,d,e\n",
                    "192.0.2.2") ==
              "map.csv:2:1: this is no network; it looks like 203.0.113.0/24 or 2001:db8::/32, "
              "with no bits set behind its length\n"
              "map.csv:3:1: this is no network; it looks like 203.0.113.0/24 or 2001:db8::/32, "
              "with no bits set behind its length\n"
              "map.csv:4:14: a name has up to 64 octets of UTF-8, no quotes and no control "
              "characters\n"
              "map.csv:5:22: a line holds prefix, isp, region, country and tags, and no more\n");
    }

    TEST_CASE("after twenty errors reading stops; there are at most 64 tags") {
        std::string wrong;
        std::string tags = "192.0.2.0/24,,,,";
        for (int i = 0; i < 65; ++i) {
            wrong += "x\n";
            tags += "t" + std::to_string(i) + " ";
        }
        const std::string told = where(wrong, "192.0.2.1");
        CHECK(std::ranges::count(told, '\n') == 21);
        CHECK(told.ends_with("map.csv:21: too many errors: reading stops here\n"));
        CHECK(where(tags, "192.0.2.1")
                  .ends_with("all maps together have too many names of this kind\n"));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
