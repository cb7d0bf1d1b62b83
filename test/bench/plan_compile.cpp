// How long plans take to be compiled: at first, after a link has flipped, and in a large zone.
//
// usage: plan_compile [SERVICES [NAMES]]   1,000 steered names of 8 addresses each, for clients of
// 200 classes; and a zone of NAMES (1,000,000) names, of which 100 are steered by a pattern.
#include "control_plane/steering/compile.hpp"
#include "control_plane/zonefile/zone_file.hpp"
#include "core/zone/zone_builder.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

namespace {

using namespace signpost;

constexpr std::size_t kIsps = 4, kSites = 2, kRegions = 39;
constexpr std::size_t kLinksOfName = kIsps * kSites;

double ms_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

std::shared_ptr<const zone::Zone> read_zone(std::string text) {
    const std::uint8_t apex[] = {5, 'b', 'e', 'n', 'c', 'h', 0};
    zone::ZoneBuilder builder(apex);
    text.insert(0, "$TTL 300\n@ SOA ns.elsewhere. mail.elsewhere. 1 3600 600 86400 60\n"
                   "@ NS ns.elsewhere.\n");
    const zonefile::ZoneFileReading reading =
        zonefile::read_zone_text(std::move(text), "bench.zone", apex,
                                 [&builder](const zone::Record& record) { builder.add(record); });
    for (const Complaint& complaint : reading.complaints)
        std::cerr << to_text(complaint) << '\n';
    return std::move(builder).build(reading.files).zone;
}

/// Each ISP in each region, and what is not known: 5 times 40 classes.
std::shared_ptr<const maps::Geography> make_geography() {
    auto geography = std::make_shared<maps::Geography>();
    geo::Names& names = geography->names;
    for (std::size_t isp = 0; isp < kIsps; ++isp)
        names.isps.add("isp" + std::to_string(isp));
    const std::uint16_t land = *names.regions.add("land");
    for (std::size_t region = 0; region < kRegions; ++region)
        geography->regions.regions[*names.regions.add("region" + std::to_string(region))] = {
            .greater = land, .at = {}};
    geo::Layer layer;
    for (std::size_t isp = 0; isp <= kIsps; ++isp)
        for (std::size_t region = 0; region <= kRegions; ++region)
            layer.add(*parse_prefix("100." + std::to_string(isp) + "." + std::to_string(region) +
                                    ".0/24"),
                      {.isp = static_cast<std::uint16_t>(isp),
                       .region = region == 0 ? std::uint16_t{0}
                                             : static_cast<std::uint16_t>(region + land)});
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    geography->atlas = geo::Atlas(std::move(layers));
    return geography;
}

/// Each link is for one part of the names.
config::Steering make_config(std::size_t links, steer::Pick pick, std::uint16_t answers_max) {
    config::Steering config;
    for (std::size_t site = 0; site < kSites; ++site)
        config.sites.push_back({.name = "site" + std::to_string(site),
                                .region = "region" + std::to_string(site),
                                .country = {},
                                .coordinates = {}});
    for (std::size_t number = 0; number < links; ++number) {
        config::Link link;
        link.name = "link" + std::to_string(number);
        link.site = static_cast<steer::SiteNumber>(number % kSites);
        link.isp = "isp" + std::to_string(number / kSites % kIsps);
        link.prefixes = {*parse_prefix("10." + std::to_string(number) + ".0.0/16")};
        config.links.push_back(std::move(link));
    }
    config.policies = {
        {.name = "default",
         .policy = {.rules = {steer::SameIsp{}, steer::SameRegion{}, steer::SiteOrder{{0, 1}}},
                    .pick = pick,
                    .answers_max = answers_max},
         .isp_table = {}}};
    config.services.push_back({});
    config.services.back().name = "*.bench.";
    return config;
}

std::string steered_names(std::size_t count, std::size_t links) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t address = 0; address < kLinksOfName; ++address) {
            const std::size_t link = (i * kLinksOfName + address) % links;
            text += "n" + std::to_string(i) + " A 10." + std::to_string(link) + "." +
                    std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255) + "\n";
        }
    return text;
}

void measure(const std::string& what, const zone::Zones& zones, config::Steering config) {
    const auto geography = make_geography();
    health::Standings standings;
    const auto compile = [&](const steering::Compiled* previous) {
        const auto begin = std::chrono::steady_clock::now();
        Result<steering::Compiled> compiled =
            steering::compile({.config = config,
                               .zones = zones,
                               .geography = geography,
                               .standings = std::make_shared<const health::Standings>(standings)},
                              previous);
        if (!compiled) {
            std::cerr << compiled.error().reason() << '\n';
            std::exit(1);
        }
        std::cout << " " << ms_since(begin) << " ms";
        return *std::move(compiled);
    };
    std::cout << what << ":";
    const steering::Compiled first = compile(nullptr);
    std::cout << " at first (" << first.steering->plans.all().size() << " plans, "
              << first.classes->locations.size() << " classes);";
    standings.conditions[{health::SubjectKind::Link, config.links.back().name, {}, {}}].standing =
        health::Standing::Down;
    const steering::Compiled second = compile(&first);
    std::size_t compiled_again = 0;
    for (std::size_t i = 0; i < second.steering->plans.all().size(); ++i)
        if (second.steering->plans.all()[i] != first.steering->plans.all()[i]) ++compiled_again;
    std::cout << " after a flip (" << compiled_again << " plans);";
    static_cast<void>(compile(&second));
    std::cout << " after nothing\n";
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t services = argc > 1 ? std::stoul(argv[1]) : 1000;
    const std::size_t names = argc > 2 ? std::stoul(argv[2]) : 1'000'000;
    constexpr std::size_t kMany = 80; // links, of which each name has eight
    const zone::Zones on_eight({read_zone(steered_names(services, kLinksOfName))});
    const zone::Zones on_many({read_zone(steered_names(services, kMany))});
    using steer::Pick;
    measure("all, 8 links", on_eight, make_config(kLinksOfName, Pick::All, 64));
    measure("all, 80 links", on_many, make_config(kMany, Pick::All, 64));
    measure("weighted, 8 links", on_eight, make_config(kLinksOfName, Pick::Weighted, 1));
    measure("rotate, 8 links", on_eight, make_config(kLinksOfName, Pick::Rotate, 64));
    measure("sticky, 8 links", on_eight, make_config(kLinksOfName, Pick::Sticky, 1));
    config::Steering unranked = make_config(kLinksOfName, Pick::Sticky, 2);
    unranked.policies[0].policy.rules = {steer::SameIsp{}};
    measure("sticky, same-isp only", on_eight, unranked);
    std::string text = steered_names(100, kLinksOfName);
    for (std::size_t i = 0; i < names; ++i)
        text += "s" + std::to_string(i) + " A 192.0.2.1\n";
    measure("a zone of " + std::to_string(names) + " more names",
            zone::Zones({read_zone(std::move(text))}), make_config(kLinksOfName, Pick::All, 64));
}
