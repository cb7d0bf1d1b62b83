// How much CPU it takes to compile plans: all of them, and those that a flip touches.
//
// usage: plan_compile [SERVICES [MANY [NAMES]]]   1,000 steered names of 8 addresses each, for
// clients of 200 classes; the same of MANY (100,000) names; and a zone of NAMES (1,000,000) names,
// of which 100 are steered by a pattern.
#include "control_plane/steering/flip.hpp"
#include "control_plane/zonefile/zone_file.hpp"
#include "core/zone/zone_builder.hpp"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <string>

namespace {

using namespace signpost;

constexpr std::size_t kIsps = 4, kSites = 2, kRegions = 39;
constexpr std::size_t kLinksOfName = kIsps * kSites;

/// Of this thread: what else runs on the machine does not count.
double cpu_ms() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
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

std::string address_of(std::size_t name, std::size_t link) {
    return "10." + std::to_string(link) + "." + std::to_string(name >> 8 & 255) + "." +
           std::to_string(name & 255);
}

std::string steered_names(std::size_t count, std::size_t links) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t address = 0; address < kLinksOfName; ++address)
            text += "n" + std::to_string(i) + " A " +
                    address_of(i, (i * kLinksOfName + address) % links) + "\n";
    return text;
}

steering::Compiled compile(const zone::Zones& zones, const config::Steering& config,
                           const std::shared_ptr<const maps::Geography>& geography,
                           const steering::Compiled* previous) {
    Result<steering::Compiled> compiled =
        steering::compile({.config = config,
                           .zones = zones,
                           .geography = geography,
                           .standings = std::make_shared<const health::Standings>()},
                          previous);
    if (compiled) return *std::move(compiled);
    std::cerr << compiled.error().reason() << '\n';
    std::exit(1);
}

std::size_t count_new(const steering::Compiled& before, const steering::Compiled& after) {
    const auto old = before.steering->plans.all();
    const auto now = after.steering->plans.all();
    std::size_t count = 0;
    for (std::size_t i = 0; i < now.size(); ++i)
        if (now[i] != old[i]) ++count;
    return count;
}

/// The median of some flips, there and back.
void measure_flip(const std::string& what, const steering::Compiled& steady,
                  const std::vector<health::Subject>& subjects) {
    constexpr int kTurns = 10;
    auto down = std::make_shared<health::Standings>();
    for (const health::Subject& subject : subjects)
        down->conditions[subject] = {.standing = health::Standing::Down, .cause = "measured"};
    std::vector<double> took;
    std::size_t plans = 0;
    steering::Compiled now = steady;
    for (int turn = 0; turn < kTurns; ++turn) {
        const bool is_back = turn % 2 != 0;
        const auto begin = cpu_ms();
        steering::Compiled next = steering::flip(now, is_back ? steady.standings : down);
        took.push_back(cpu_ms() - begin);
        plans = count_new(now, next);
        now = std::move(next);
    }
    std::ranges::sort(took);
    std::cout << "  " << what << ": " << plans << " plans, " << took[kTurns / 2] << " ms ("
              << took.front() << " to " << took.back() << ")\n";
}

health::Subject link(std::size_t number) {
    return {health::SubjectKind::Link, "link" + std::to_string(number), {}, {}};
}

/// The endpoints of the first so many names on one link.
std::vector<health::Subject> endpoints(const steering::Compiled& compiled, std::size_t names,
                                       std::size_t of_each) {
    std::vector<health::Subject> all;
    for (std::size_t i = 0; i < names; ++i)
        for (std::size_t one = 0; one < of_each; ++one)
            all.push_back(compiled.steering->plans.all()[i]->service().offers[one].subject);
    return all;
}

void measure(const std::string& what, const zone::Zones& zones, const config::Steering& config) {
    std::cout << what << ":\n";
    const auto geography = make_geography();
    auto begin = cpu_ms();
    const steering::Compiled first = compile(zones, config, geography, nullptr);
    std::cout << "  at first: " << first.steering->plans.all().size() << " plans, "
              << first.classes->locations.size() << " classes, " << cpu_ms() - begin << " ms\n";
    begin = cpu_ms();
    static_cast<void>(compile(zones, config, geography, &first));
    std::cout << "  again, with nothing changed: " << cpu_ms() - begin << " ms\n";
    const std::size_t names = first.steering->plans.all().size();
    measure_flip("an endpoint", first, endpoints(first, 1, 1));
    if (names > 100) measure_flip("100 endpoints", first, endpoints(first, 100, 1));
    measure_flip("a link", first, {link(0)});
    if (names > 2500) measure_flip("10,000 endpoints", first, endpoints(first, 2500, 4));
}

/// No two names have the same weights.
config::Steering all_different(config::Steering config, std::size_t count) {
    config::Service common = config.services[0];
    config.services.clear();
    for (std::size_t i = 0; i < count; ++i) {
        config::Service& service = config.services.emplace_back(common);
        service.name = "n" + std::to_string(i) + ".bench.";
        for (std::size_t address = 0; address < kLinksOfName; ++address)
            service.weights.push_back(
                {*parse_address(address_of(i, address)),
                 static_cast<std::uint32_t>(1 + (i >> (2 * address) & 3) + 7 * address)});
    }
    return config;
}

} // namespace

int main(int argc, char** argv) {
    const std::size_t services = argc > 1 ? std::stoul(argv[1]) : 1000;
    const std::size_t many_services = argc > 2 ? std::stoul(argv[2]) : 100'000;
    const std::size_t names = argc > 3 ? std::stoul(argv[3]) : 1'000'000;
    constexpr std::size_t kMany = 80; // links, of which each name has eight
    const zone::Zones on_eight({read_zone(steered_names(services, kLinksOfName))});
    const zone::Zones on_many({read_zone(steered_names(services, kMany))});
    using steer::Pick;
    measure("all, 8 links", on_eight, make_config(kLinksOfName, Pick::All, 64));
    measure("all, 80 links", on_many, make_config(kMany, Pick::All, 64));
    const config::Steering weighted = make_config(kLinksOfName, Pick::Weighted, 1);
    measure("weighted, 8 links", on_eight, weighted);
    measure("weighted, 8 links, each name with weights of its own", on_eight,
            all_different(weighted, services));
    measure("rotate, 8 links", on_eight, make_config(kLinksOfName, Pick::Rotate, 64));
    measure("sticky, 8 links", on_eight, make_config(kLinksOfName, Pick::Sticky, 1));
    config::Steering unranked = make_config(kLinksOfName, Pick::Sticky, 2);
    unranked.policies[0].policy.rules = {steer::SameIsp{}};
    measure("sticky, same-isp only", on_eight, unranked);
    measure(std::to_string(many_services) + " names, all, 80 links",
            zone::Zones({read_zone(steered_names(many_services, kMany))}),
            make_config(kMany, Pick::All, 64));
    std::string text = steered_names(100, kLinksOfName);
    for (std::size_t i = 0; i < names; ++i)
        text += "s" + std::to_string(i) + " A 192.0.2.1\n";
    measure("a zone of " + std::to_string(names) + " more names",
            zone::Zones({read_zone(std::move(text))}), make_config(kLinksOfName, Pick::All, 64));
}
