#include "app/targets.hpp"
#include "control_plane/config/config.hpp"

#include <doctest/doctest.h>

namespace signpost::app {
namespace {

using control_socket::ProbeRequest;

/// Sites of 50 targets each; "all" is both checks, "idle" is used by nobody.
struct World {
    config::Steering config;
    watch::Roster roster;

    explicit World(int sites) {
        std::string text = R"({"checks": {"gate": {"tcp": {"port": 1}},
                                          "echo": {"udp": {"port": 7, "expect": "x"}},
                                          "all": {"all": ["gate", {"not": "echo"}]},
                                          "idle": {"tcp": {"port": 2}}},
                               "sites": {)";
        for (int site = 0; site < sites; ++site) {
            text += (site == 0 ? "" : ", ") + ("\"S" + std::to_string(site)) +
                    R"(": {"check": "all", "targets": [)";
            for (int i = 1; i <= 50; ++i)
                text += (i == 1 ? "\"127.1." : ", \"127.1.") + std::to_string(site) + "." +
                        std::to_string(i) + "\"";
            text += "]}";
        }
        config::Parsed parsed = config::parse(text + "}}", "f");
        for (const Complaint& complaint : parsed.complaints)
            FAIL_CHECK(to_text(complaint));
        config = std::move(parsed.config.steering);
        roster = watch::make_roster(config, {});
    }
    [[nodiscard]] Result<Targets> find(const char* check, const char* target = nullptr) const {
        return find_targets(
            config, roster,
            ProbeRequest{check, target == nullptr ? std::nullopt : parse_address(target)});
    }
};

TEST_SUITE("app/targets") {

    TEST_CASE("all that a check is asked about, of a combination by each of its checks") {
        const World world(1);
        const Result<Targets> gate = world.find("gate");
        REQUIRE(gate);
        CHECK(gate->asked.size() == 50);
        CHECK(gate->left_out == 0);
        const Result<Targets> all = world.find("all", "127.1.0.7");
        REQUIRE(all);
        REQUIRE(all->asked.size() == 2);
        CHECK(all->asked[0].check == "gate");
        CHECK(all->asked[1].check == "echo");
        CHECK(to_text(all->asked[1].question.target) == "127.1.0.7");
    }

    TEST_CASE("so many are asked at once, and the others are told") {
        const Result<Targets> gate = World(3).find("gate");
        REQUIRE(gate);
        CHECK(gate->asked.size() == kTargetsMax);
        CHECK(gate->left_out == 50);
    }

    TEST_CASE("an address that nobody steers can be asked, too") {
        const Result<Targets> idle = World(1).find("idle", "192.0.2.1");
        REQUIRE(idle);
        REQUIRE(idle->asked.size() == 1);
        CHECK(std::get<config::TcpCheck>(idle->asked[0].question.kind).port == 2);
    }

    TEST_CASE("what cannot be asked is told, with the name probably meant") {
        const World world(1);
        CHECK(world.find("gat").error().reason() ==
              R"(there is no check "gat"; did you mean "gate"?)");
        CHECK(world.find("idle").error().reason().starts_with("no site, link or service uses"));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::app
