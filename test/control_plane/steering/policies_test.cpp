#include "control_plane/steering/policies.hpp"
#include "control_plane/steering/sample_world.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

config::Steering config_with_table() {
    config::Steering config = test::sample_config();
    config::Policy lines{.name = "lines", .policy = {}, .isp_table = {}};
    lines.policy.rules = {steer::IspTable{}, steer::SiteOrder{{1}}};
    lines.isp_table = {{.isp = "telecom", .region = "south", .country = "", .links = {0}},
                       {.isp = "", .region = "land", .country = "", .links = {1, 2}},
                       {.isp = "unicom", .region = "", .country = "CN", .links = {3}},
                       {.isp = "", .region = "", .country = "", .links = {4}}};
    config.policies.push_back(lines);
    return config;
}

TEST_SUITE("control_plane/steering/policies") {

    TEST_CASE("an ISP table has the numbers that maps give its names") {
        Warnings warnings;
        const Policies policies =
            compile_policies(config_with_table(), test::sample_names(), {}, warnings);
        const auto* table = std::get_if<steer::IspTable>(&policies.at("lines")->rules.front());
        REQUIRE(table != nullptr);
        CHECK(*table == steer::IspTable{{{.isp = 1, .region = 1, .links = {0}},
                                         {.region = 3, .links = {1, 2}},
                                         {.isp = 2, .country = 1, .links = {3}},
                                         {.links = {4}}},
                                        {0, 0, 1, 1, 1}});
        CHECK(warnings.take().empty());
        CHECK(policies.at("default")->rules.size() == 3);
    }

    TEST_CASE("a line for clients whom no map knows is left out: it is not for everybody") {
        config::Steering config = config_with_table();
        config.policies[1].isp_table[0].isp = "telekom";
        config.policies[1].isp_table[1].region = "lund";
        config.policies[1].isp_table[2].country = "XX";
        Warnings warnings;
        const Policies policies = compile_policies(config, test::sample_names(), {}, warnings);
        const auto* table = std::get_if<steer::IspTable>(&policies.at("lines")->rules.front());
        REQUIRE(table != nullptr);
        CHECK(*table == steer::IspTable{{{.links = {4}}}, {0, 0, 1, 1, 1}});
        const std::vector<Complaint> complaints = warnings.take();
        REQUIRE(complaints.size() == 3);
        CHECK(complaints[0].what == "/policies/lines/isp_table/telekom~1south: the line is left "
                                    "out: no map or override knows the ISP \"telekom\"; mend the "
                                    "name, or add a map that has it");
        CHECK(complaints[1].what.find("/*~1lund: ") != std::string::npos);
        CHECK(complaints[2].what.find("/unicom~1country:XX: ") != std::string::npos);
    }

    TEST_CASE("a policy that is as it was is shared") {
        Warnings warnings;
        config::Steering config = config_with_table();
        const Policies before = compile_policies(config, test::sample_names(), {}, warnings);
        config.policies[0].policy.answers_max = 2;
        const Policies after = compile_policies(config, test::sample_names(), before, warnings);
        CHECK(after.at("lines") == before.at("lines"));
        CHECK(after.at("default") != before.at("default"));
        CHECK(after.at("default")->answers_max == 2);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
