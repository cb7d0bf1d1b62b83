#include "control_plane/steering/sample_world.hpp"

#include "control_plane/steering/flip.hpp"
#include "core/wire/octets.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace signpost::test {
namespace {

using zone::RRset;

steering::Compiled compile(const SampleWorld& world, const steering::Compiled* previous) {
    Result<steering::Compiled> compiled =
        steering::compile({.config = world.config,
                           .zones = world.zones,
                           .geography = world.geography,
                           .standings = std::make_shared<const health::Standings>(world.standings)},
                          previous);
    REQUIRE(compiled.has_value());
    return *std::move(compiled);
}

/// Which offers stand in the set.
std::string offers_in(const RRset& set, const steer::Service& service, steer::Kind kind) {
    std::string text;
    const Bytes wire = set.wire();
    for (std::size_t at = 0; at < wire.size();) {
        const std::size_t length = wire::load16(&wire[at + RRset::kRdlengthAt]);
        std::vector<std::uint8_t> rdata(wire.begin() + static_cast<long>(at + RRset::kRdataAt),
                                        wire.begin() +
                                            static_cast<long>(at + RRset::kRdataAt + length));
        if (!set.fixups().empty()) { // the end of a target
            rdata.resize(rdata.size() - 2);
            rdata.insert(rdata.end(), service.zone->apex().begin(), service.zone->apex().end());
        }
        const auto offer = std::ranges::find_if(service.offers, [&](const steer::Offer& one) {
            return one.kind == kind && one.rdata == rdata;
        });
        REQUIRE(offer != service.offers.end());
        text += (text.empty() ? "" : " ") + offer->text;
        at += RRset::kRdataAt + length;
    }
    return text;
}

} // namespace

Address address(std::string_view text) {
    const std::optional<Address> parsed = parse_address(text);
    REQUIRE(parsed.has_value());
    return *parsed;
}

geo::Names sample_names() {
    geo::Names names;
    for (const char* isp : {"telecom", "unicom", "mobile"})
        names.isps.add(isp);
    for (const char* region : {"south", "north", "land"})
        names.regions.add(region);
    names.countries.add("CN");
    for (const char* tag : {"bank", "gov"})
        names.tags.add(tag);
    return names;
}

std::shared_ptr<const maps::Geography> sample_geography() {
    constexpr std::uint16_t kTelecom = 1, kUnicom = 2, kSouth = 1, kNorth = 2, kLand = 3;
    geo::Layer layer;
    const auto add = [&layer](std::string_view prefix, const geo::Location& location) {
        layer.add(*parse_prefix(prefix), location);
    };
    add("10.1.0.0/16", {.isp = kTelecom, .region = kSouth});
    add("2001:db8:1::/48", {.isp = kTelecom, .region = kSouth});
    add("10.2.0.0/16", {.isp = kUnicom, .region = kNorth});
    add("10.3.0.0/16", {.tags = 1});
    add("10.4.0.0/16", {.country = 1});
    add("10.5.0.0/16", {.isp = kUnicom, .region = kSouth, .tags = 3});
    auto geography = std::make_shared<maps::Geography>();
    geography->names = sample_names();
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    geography->atlas = geo::Atlas(std::move(layers));
    geography->regions.regions = {{kSouth, {.greater = kLand, .at = {}}},
                                  {kNorth, {.greater = kLand, .at = {}}}};
    return geography;
}

config::Steering sample_config() {
    config::Steering config;
    config.sites = {{.name = "A", .region = "south", .country = "", .coordinates = {}},
                    {.name = "B", .region = "north", .country = "", .coordinates = {}}};
    const auto link = [&config](const char* name, steer::SiteNumber site, const char* isp,
                                std::vector<const char*> prefixes) {
        config::Link added;
        added.name = name;
        added.mark = {{"signpost.json", 7, 3}, std::string("/links/") + name};
        added.site = site;
        added.isp = isp;
        for (const char* prefix : prefixes)
            added.prefixes.push_back(*parse_prefix(prefix));
        config.links.push_back(added);
    };
    link("a-telecom", 0, "telecom", {"203.0.113.0/26", "2001:db8:a1::/48"});
    link("a-unicom", 0, "unicom", {"203.0.113.64/26"});
    link("b-telecom", 1, "telecom", {"198.51.100.0/26"});
    link("b-unicom", 1, "unicom", {"198.51.100.64/26", "2001:db8:b2::/48"});
    link("inner", 1, "", {"198.51.100.66/32"});
    config.links.back().tags = {"bank"};
    config.policies = {
        {.name = "default",
         .policy = {.rules = {steer::SameIsp{}, steer::SameRegion{}, steer::SiteOrder{{0, 1}}}},
         .isp_table = {}}};
    return config;
}

config::Service service_named(const std::string& name) {
    config::Service service;
    service.name = name;
    service.mark = {{"signpost.json", 20, 5}, "/services/" + name};
    return service;
}

config::Service& SampleWorld::add(const std::string& name) {
    return config.services.emplace_back(service_named(name));
}

void SampleWorld::set(std::string_view subject, const health::Condition& condition) {
    const std::optional<health::Subject> parsed = health::parse_subject(subject);
    REQUIRE(parsed.has_value());
    standings.conditions.insert_or_assign(*parsed, condition);
}

const steering::Compiled& SampleWorld::flip() {
    now = steering::flip(now, std::make_shared<const health::Standings>(standings));
    return now;
}

const steering::Compiled& SampleWorld::compile() {
    now = test::compile(*this, nullptr);
    return now;
}

const steering::Compiled& SampleWorld::compile_again() {
    now = test::compile(*this, &now);
    return now;
}

std::shared_ptr<const steer::Plan> SampleWorld::plan(std::string_view name) const {
    const steer::Plans& plans = now.steering->plans;
    for (std::size_t number = 0; number < plans.all().size(); ++number)
        if (const auto& plan = plans.shared(number); plan->service().name == name) {
            REQUIRE(plan.get() == plans.all()[number]);
            REQUIRE(plan.get() == plans.find(plan->service().node));
            return plan;
        }
    return nullptr;
}

const steer::Offer& SampleWorld::offer(std::string_view name, std::string_view text) const {
    const auto found = plan(name);
    REQUIRE(found != nullptr);
    const auto& offers = found->service().offers;
    const auto offer = std::ranges::find(offers, text, &steer::Offer::text);
    REQUIRE(offer != offers.end());
    return *offer;
}

std::string SampleWorld::given(std::string_view name, std::string_view client, steer::Kind kind,
                               std::uint32_t draw) const {
    const auto found = plan(name);
    REQUIRE(found != nullptr);
    const std::size_t viewpoint =
        found->viewpoint_of(now.steering->clients->classify(address(client)).value);
    if (found->is_closed_to(viewpoint)) return "closed";
    if (!found->steers(kind)) return "all";
    const RRset* set = found->drawn(found->choice(kind, viewpoint), draw);
    return set == nullptr ? "nothing" : offers_in(*set, found->service(), kind);
}

std::string SampleWorld::steered() const {
    std::string names;
    for (const steer::Plan* plan : now.steering->plans.all())
        names += (names.empty() ? "" : " ") + plan->service().name;
    return names;
}

bool SampleWorld::complains(std::initializer_list<std::string_view> parts) const {
    return std::ranges::any_of(now.complaints, [&parts](const Complaint& complaint) {
        const std::string text = to_text(complaint);
        return std::ranges::all_of(
            parts, [&text](std::string_view part) { return text.find(part) != text.npos; });
    });
}

} // namespace signpost::test
