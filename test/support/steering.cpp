#include "support/steering.hpp"

#include "core/steer/plan_compiler.hpp"
#include "support/octets.hpp"
#include "support/record_text.hpp"

#include <stdexcept>

namespace signpost::test {
namespace {

steer::Kind kind_of(std::uint16_t type) {
    for (const steer::Kind kind : {steer::Kind::A, steer::Kind::Aaaa})
        if (steer::type_of(kind) == type) return kind;
    return steer::Kind::Cname;
}

} // namespace

steer::Offer offer(std::string_view record, const steer::Endpoint& endpoint) {
    const TextRecord parsed = record_of("x " + std::string(record), ".");
    return {.kind = kind_of(parsed.type),
            .endpoint = endpoint,
            .rdata = parsed.rdata,
            .text = std::string(record.substr(record.find(' ') + 1))};
}

steer::Service make_service(const std::shared_ptr<const zone::Zone>& zone, std::string_view name,
                            steer::Policy policy, std::vector<steer::Offer> offers) {
    wire::Name owner;
    owner.read(record_of(std::string(name) + " A 192.0.2.1", ".").owner);
    const zone::Match match = zone->find(owner);
    if (match.relation != zone::Relation::Exists)
        throw std::logic_error("the zone has no " + std::string(name));
    return {.name = std::string(name),
            .zone = zone,
            .node = match.node,
            .policy = std::make_shared<const steer::Policy>(std::move(policy)),
            .policy_name = "test",
            .regions = std::make_shared<const geo::Regions>(),
            .ttl_s = {15, 15, 15},
            .offers = std::move(offers),
            .views = {}};
}

std::shared_ptr<const steer::Steering> make_steering(const std::vector<ClientNetwork>& networks,
                                                     const std::vector<steer::Service>& services) {
    geo::Layer layer;
    for (const ClientNetwork& network : networks)
        layer.add(*parse_prefix(network.prefix), network.location);
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    const geo::Atlas atlas(std::move(layers));
    geo::Distinctions all;
    for (const ClientNetwork& network : networks) {
        all.isps.insert(network.location.isp);
        all.regions.insert(network.location.region);
        all.countries.insert(network.location.country);
        all.tags |= network.location.tags;
    }
    const Result<geo::Classes> classes = geo::compile_classes(atlas, all);
    if (!classes) throw std::logic_error(classes.error().reason());
    steer::PlanCompiler compiler;
    std::vector<std::shared_ptr<const steer::Plan>> plans;
    std::vector<std::string> names;
    for (const steer::Service& service : services)
        plans.push_back(compiler.compile(
            service, std::make_shared<const steer::Viewpoints>(steer::make_viewpoints(
                         classes->locations, steer::distinctions_of(service)))));
    for (std::size_t i = 0; i < classes->locations.size(); ++i)
        names.push_back("class " + std::to_string(i));
    return std::make_shared<const steer::Steering>(steer::Steering{
        .clients = classes->map,
        .plans = steer::Plans(std::move(plans)),
        .class_names = std::make_shared<const std::vector<std::string>>(std::move(names))});
}

} // namespace signpost::test
