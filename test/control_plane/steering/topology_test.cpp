#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/topology.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::steering {
namespace {

TEST_SUITE("control_plane/steering/topology") {

    TEST_CASE("an address belongs to the link with the longest prefix that covers it") {
        const config::Steering config = test::sample_config();
        Warnings warnings;
        const Topology topology(config, test::sample_names(), warnings);
        struct Row {
            std::string why;
            const char* address;
            unsigned link;
            unsigned site;
        };
        // clang-format off
        const Row rows[] = {
            {"the first of a prefix", "203.0.113.0", 0, 0},
            {"the last", "203.0.113.63", 0, 0},
            {"the next prefix", "203.0.113.64", 1, 0},
            {"none before it", "203.0.112.255", 5, 2},
            {"none behind it", "203.0.113.128", 5, 2},
            {"a longer prefix within another", "198.51.100.66", 4, 1},
            {"beside it, the shorter one", "198.51.100.67", 3, 1},
            {"IPv6", "2001:db8:a1:ffff::1", 0, 0},
            {"IPv6 on no link", "2001:db8:a2::", 5, 2},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Spot spot = topology.at(test::address(row.address));
            CHECK(spot.endpoint.link == row.link);
            CHECK(spot.endpoint.site == row.site);
            CHECK(spot.has_link == (row.link != 5));
        }
        CHECK(topology.at(test::address("192.0.2.1")).endpoint.place == geo::Location{});
        CHECK(warnings.take().empty());
    }

    TEST_CASE("the place of a link is what maps call it; its site's where it has none") {
        config::Steering config = test::sample_config();
        config.sites[0].country = "CN";
        config.links[1].region = "north";
        config.links[1].tags = {"gov", "bank"};
        config.links[1].capacity_mbps = 400;
        Warnings warnings;
        const Topology topology(config, test::sample_names(), warnings);
        const Spot own = topology.at(test::address("203.0.113.70"));
        CHECK(own.endpoint.place == geo::Location{.isp = 2, .region = 2, .country = 1, .tags = 3});
        CHECK(own.capacity_mbps == 400);
        CHECK(topology.at(test::address("203.0.113.1")).endpoint.place ==
              geo::Location{.isp = 1, .region = 1, .country = 1});
    }

    TEST_CASE("names that no map knows are told with their place, and match nobody") {
        config::Steering config = test::sample_config();
        config.links[0].isp = "telekom";
        config.links[0].tags = {"bank", "banc"};
        config.sites[1].region = "nroth";
        Warnings warnings;
        const Topology topology(config, test::sample_names(), warnings);
        CHECK(topology.at(test::address("203.0.113.1")).endpoint.place ==
              geo::Location{.region = 1, .tags = 1});
        std::string all;
        for (const Complaint& complaint : warnings.take()) {
            const std::string text = to_text(complaint);
            CHECK(text.find("/clients/maps") != text.npos);
            all += text.substr(0, text.find(',')) + text.substr(text.find(" knows ")) + "\n";
        }
        const auto lines_begin = [&all](const char* link, const char* what) {
            return all.find("signpost.json:7:3: warning: /links/" + std::string(link) +
                            ": no map knows the " + what + ", so no client");
        };
        CHECK(lines_begin("a-telecom", "ISP \"telekom\"") == 0);
        CHECK(lines_begin("a-telecom", "tag \"banc\"") != all.npos);
        for (const char* link : {"b-telecom", "b-unicom", "inner"})
            CHECK(lines_begin(link, "region \"nroth\"") != all.npos);
        CHECK(std::ranges::count(all, '\n') == 5);
    }

    TEST_CASE("an alias belongs to a link, to a site as a whole, or nowhere") {
        const config::Steering config = test::sample_config();
        Warnings warnings;
        const Topology topology(config, test::sample_names(), warnings);
        const Spot& on_link = topology.of({.target = {}, .text = {}, .link = 2, .site = {}});
        CHECK(on_link.endpoint.link == 2);
        CHECK(on_link.has_link);
        CHECK(on_link.has_site);
        const Spot& in_site = topology.of({.target = {}, .text = {}, .link = {}, .site = 1});
        CHECK(in_site.endpoint.link == 5);
        CHECK(in_site.endpoint.site == 1);
        CHECK(in_site.endpoint.place == geo::Location{.region = 2});
        CHECK_FALSE(in_site.has_link);
        CHECK(in_site.has_site);
        const Spot& nowhere = topology.of({.target = {}, .text = {}, .link = {}, .site = {}});
        CHECK(nowhere.endpoint.site == 2);
        CHECK_FALSE(nowhere.has_site);
    }

    TEST_CASE("of many oddities of a kind the first are told and the rest counted") {
        config::Steering config = test::sample_config();
        for (int i = 0; i < 30; ++i)
            config.links[0].tags.push_back("t" + std::to_string(i));
        Warnings warnings;
        const Topology topology(config, test::sample_names(), warnings);
        const std::vector<Complaint> all = warnings.take();
        CHECK(all.size() == Warnings::kOfKindMax + 1);
        CHECK(to_text(all.back()) == "warning: steering: 10 more names are known to no map");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
