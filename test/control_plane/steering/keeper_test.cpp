#include "control_plane/steering/keeper.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "loop/timer.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::steering {
namespace {

/// Tags enough for more classes than there can be.
constexpr std::uint32_t kTags = 17;
constexpr std::uint32_t kTooMany = 66'000;

/// Every network has another set of tags.
std::shared_ptr<const maps::Geography> fine_grained_geography() {
    auto geography = std::make_shared<maps::Geography>();
    for (std::uint32_t tag = 0; tag < kTags; ++tag)
        geography->names.tags.add("t" + std::to_string(tag));
    geo::Layer layer;
    for (std::uint32_t i = 1; i <= kTooMany; ++i) {
        const std::string prefix = "10." + std::to_string(i >> 16) + "." +
                                   std::to_string(i >> 8 & 255U) + "." + std::to_string(i & 255U) +
                                   "/32";
        layer.add(*parse_prefix(prefix), {.tags = i});
    }
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    geography->atlas = geo::Atlas(std::move(layers));
    return geography;
}

std::shared_ptr<const zone::Zones> zones_with(const std::string& address) {
    return std::make_shared<const zone::Zones>(
        std::vector<std::shared_ptr<const zone::Zone>>{test::make_zone(
            "ybj.example.", "portal 60 A " + address + "\nportal 60 A 203.0.113.99\n")});
}

/// A service that tells all the tags apart. Null settings stand for any.
std::shared_ptr<config::Steering> make_config() {
    auto config = std::make_shared<config::Steering>(test::sample_config());
    config::Service service = test::service_named("portal.ybj.example.");
    for (std::uint32_t tag = 0; tag < kTags; ++tag)
        service.views.push_back({"t" + std::to_string(tag), {test::address("10.9.9.9")}});
    config->services.push_back(service);
    return config;
}

std::shared_ptr<const Settings> make_settings() {
    return std::make_shared<const Settings>();
}

Inputs make_inputs() {
    return {make_config(), zones_with("203.0.113.10"), test::sample_geography(), make_settings()};
}

std::shared_ptr<const health::Standings> down(const char* subject) {
    auto standings = std::make_shared<health::Standings>();
    standings->conditions[*health::parse_subject(subject)].standing = health::Standing::Down;
    return standings;
}

/// A Keeper on a loop that runs until all is settled.
struct Kept {
    loop::Loop loop;
    loop::Background thread{loop, "test-steering", loop::Priority::Normal};
    int changes = 0;
    Keeper keeper;

    explicit Kept(const Inputs& first = make_inputs())
        : keeper(loop, thread, settle_first(first), [this] { ++changes; }) {}

    void settle() {
        bool is_settled = false;
        keeper.when_settled([this, &is_settled] {
            is_settled = true;
            loop.stop();
        });
        loop::Timer deadline(loop, [this] { loop.stop(); });
        deadline.start_once(std::chrono::seconds(30));
        loop.run();
        REQUIRE(is_settled);
    }

    [[nodiscard]] const Inputs& inputs() const { return keeper.in_service().inputs; }
    /// Addresses of the service, to a client of whom nothing is known.
    [[nodiscard]] std::string given() const {
        const steer::Plan& plan = *keeper.in_service().compiled->steering->plans.all()[0];
        std::string text;
        for (const std::size_t offer :
             plan.given(plan.slices(plan.choice(steer::Kind::A, 0))[0].set))
            text += (text.empty() ? "" : " ") + plan.service().offers[offer].text;
        return text;
    }
    [[nodiscard]] bool refuses(std::string_view words) const {
        return keeper.refusal() && keeper.refusal()->reason().find(words) != std::string::npos;
    }
};

TEST_SUITE("control_plane/steering/keeper") {

    TEST_CASE("what is set in one turn is compiled together, with its settings") {
        Kept kept;
        CHECK(kept.changes == 0);
        const Inputs next = make_inputs();
        kept.keeper.set_zones(next.zones);
        kept.keeper.set_geography(next.geography);
        kept.keeper.set_config(next.config, next.settings);
        CHECK(kept.inputs().settings != next.settings);
        kept.settle();
        CHECK(kept.changes == 1);
        CHECK(kept.inputs() == next);
        CHECK_FALSE(kept.keeper.refusal());
    }

    TEST_CASE("what is set while a compile runs is settled, too; and at once if nothing is due") {
        Kept kept;
        bool is_settled = false;
        kept.keeper.when_settled([&] { is_settled = true; });
        CHECK(is_settled);
        const auto late = zones_with("203.0.113.12");
        kept.keeper.set_zones(zones_with("203.0.113.11"));
        kept.loop.post([&] { kept.keeper.set_zones(late); }); // behind the start of the compile
        kept.settle();
        CHECK(kept.inputs().zones == late);
        CHECK(kept.changes == 2);
    }

    TEST_CASE("maps that are refused leave those of before, and hold up nothing else") {
        Kept kept;
        const Inputs before = kept.inputs();
        kept.keeper.set_geography(fine_grained_geography());
        kept.settle();
        CHECK(kept.inputs() == before);
        CHECK(kept.changes == 0);
        CHECK(kept.refuses("classes of clients"));
        CHECK(kept.refuses("the zones and the configuration, with the maps of before"));
        CHECK(kept.refuses("coarser maps"));

        const auto zones = zones_with("203.0.113.11");
        kept.keeper.set_zones(zones);
        kept.settle();
        CHECK(kept.inputs().zones == zones);
        CHECK(kept.keeper.refusal());

        auto config = make_config();
        config->links[0].capacity_mbps = 1;
        const auto settings = make_settings();
        kept.keeper.set_config(config, settings);
        kept.settle();
        CHECK(kept.inputs().config == config);
        CHECK(kept.inputs().settings == settings);
        CHECK(kept.inputs().geography == before.geography);
        CHECK(kept.changes == 2);
        CHECK(kept.keeper.refusal());
    }

    TEST_CASE("maps that were refused come into service when the configuration asks less") {
        Kept kept;
        const auto fine = fine_grained_geography();
        kept.keeper.set_geography(fine);
        kept.settle();
        REQUIRE(kept.keeper.refusal());
        auto config = make_config();
        config->services[0].views.resize(4);
        kept.keeper.set_config(config, make_settings());
        kept.settle();
        CHECK_FALSE(kept.keeper.refusal());
        CHECK(kept.inputs().geography == fine);
    }

    TEST_CASE("a configuration that is refused stays out with its settings; zones do not wait") {
        Inputs first = make_inputs();
        first.geography = fine_grained_geography();
        auto modest = make_config();
        modest->services[0].views.clear();
        first.config = modest;
        Kept kept(first);
        REQUIRE_FALSE(kept.keeper.refusal());
        const auto zones = zones_with("203.0.113.11");
        kept.keeper.set_config(make_config(), make_settings());
        kept.keeper.set_zones(zones);
        kept.settle();
        first.zones = zones;
        CHECK(kept.inputs() == first);
        CHECK(kept.refuses("the zones, with the configuration and the maps of before"));
        kept.keeper.set_config(modest, first.settings);
        kept.settle();
        CHECK_FALSE(kept.keeper.refusal());
    }

    TEST_CASE("a start goes without maps that are refused, and takes those that are mended") {
        Inputs wanted = make_inputs();
        wanted.geography = fine_grained_geography();
        Kept kept(wanted);
        CHECK(kept.inputs().config == wanted.config);
        CHECK(kept.inputs().zones == wanted.zones);
        CHECK(kept.inputs().settings == wanted.settings);
        CHECK(kept.keeper.in_service().compiled->steering->plans.all().size() == 1);
        CHECK(kept.refuses("(at start: none)"));
        const auto mended = test::sample_geography();
        kept.keeper.set_geography(mended);
        kept.settle();
        CHECK(kept.inputs().geography == mended);
        CHECK_FALSE(kept.keeper.refusal());
    }

    TEST_CASE("standings are in service at once; equal ones change nothing") {
        Kept kept;
        CHECK(kept.given() == "203.0.113.10 203.0.113.99");
        kept.keeper.set_standings(std::make_shared<const health::Standings>());
        CHECK(kept.changes == 0);
        kept.keeper.set_standings(down("endpoint/203.0.113.10"));
        CHECK(kept.changes == 1);
        CHECK(kept.given() == "203.0.113.99");
        kept.keeper.set_standings(down("endpoint/203.0.113.10"));
        CHECK(kept.changes == 1);
    }

    TEST_CASE("standings do not wait for a compile, and it does not lose them") {
        Kept kept;
        kept.keeper.set_zones(zones_with("203.0.113.11"));
        kept.loop.post([&] { // behind the start of the compile
            kept.keeper.set_standings(down("endpoint/203.0.113.99"));
            CHECK(kept.given() == "203.0.113.10");
            CHECK(kept.changes == 1);
        });
        kept.settle();
        CHECK(kept.given() == "203.0.113.11");
        CHECK(kept.changes == 2);
        kept.keeper.set_zones(zones_with("203.0.113.12"));
        kept.settle();
        CHECK(kept.given() == "203.0.113.12");
        kept.keeper.set_standings(std::make_shared<const health::Standings>());
        CHECK(kept.given() == "203.0.113.12 203.0.113.99");
    }

    TEST_CASE("a compile that changes nothing leaves what has flipped meanwhile") {
        Kept kept;
        kept.keeper.set_geography(fine_grained_geography());
        kept.loop.post([&] { kept.keeper.set_standings(down("endpoint/203.0.113.99")); });
        kept.settle();
        REQUIRE(kept.keeper.refusal());
        CHECK(kept.given() == "203.0.113.10");
        CHECK(kept.changes == 1);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
