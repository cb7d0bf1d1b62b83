#include "control_plane/steering/keeper.hpp"

#include "base/log.hpp"
#include "control_plane/steering/flip.hpp"

#include <cassert>
#include <string_view>
#include <utility>

namespace signpost::steering {
namespace {

/// Less than what is wanted, and how to tell the operator.
struct Retreat {
    Inputs inputs;
    std::string_view in_force;
};

std::vector<Retreat> retreats(const Inputs& wanted, const InService& last) {
    Inputs without_maps = wanted;
    without_maps.geography = last.inputs.geography;
    Inputs zones_only = last.inputs;
    zones_only.zones = wanted.zones;
    zones_only.standings = wanted.standings;
    return {{without_maps, "in force are the zones and the configuration, with the maps of before "
                           "(at start: none)"},
            {zones_only, "in force are the zones, with the configuration and the maps of before "
                         "(at start: no name is steered)"}};
}

Error make_refusal(const Error& why, std::string_view in_force) {
    return Error(why.reason() + "; " + std::string(in_force) +
                 "; let policies and services ask for fewer ISPs, regions, countries and tags, or "
                 "use coarser maps");
}

std::shared_ptr<const health::Standings>
standings_of(const std::shared_ptr<const health::Standings>& known) {
    return known != nullptr ? known : std::make_shared<const health::Standings>();
}

} // namespace

InService flip(const InService& last, std::shared_ptr<const health::Standings> standings) {
    InService flipped{last.inputs, std::make_shared<const Compiled>(
                                       flip(*last.compiled, standings_of(standings)))};
    flipped.inputs.standings = std::move(standings);
    return flipped;
}

Result<InService> compile(const Inputs& inputs, const Compiled* previous) {
    Result<Compiled> compiled =
        compile({*inputs.config, *inputs.zones, inputs.geography, standings_of(inputs.standings)},
                previous);
    if (!compiled) return compiled.error();
    return InService{inputs, std::make_shared<const Compiled>(*std::move(compiled))};
}

State settle(const Inputs& wanted, const InService& last) {
    Result<InService> compiled = compile(wanted, last.compiled.get());
    if (compiled) return {wanted, *std::move(compiled), std::nullopt};
    const Error why = compiled.error();
    for (const Retreat& retreat : retreats(wanted, last)) {
        if (retreat.inputs == wanted) continue;
        if (retreat.inputs == last.inputs)
            return {wanted, last, make_refusal(why, retreat.in_force)};
        compiled = compile(retreat.inputs, last.compiled.get());
        if (compiled) return {wanted, *std::move(compiled), make_refusal(why, retreat.in_force)};
    }
    return {wanted, last, make_refusal(why, "all stays as it was before")};
}

State settle_first(const Inputs& wanted) {
    const Inputs nothing{
        std::make_shared<const config::Steering>(),
        std::make_shared<const zone::Zones>(std::vector<std::shared_ptr<const zone::Zone>>{}),
        std::make_shared<const maps::Geography>(), wanted.settings, wanted.standings};
    const Result<InService> last = compile(nothing, nullptr);
    assert(last); // one class is never too many
    return settle(wanted, *last);
}

Keeper::Keeper(loop::Loop& loop, loop::Background& thread, State first,
               std::function<void()> on_change)
    : loop_(loop), thread_(thread), state_(std::move(first)), on_change_(std::move(on_change)) {}

void Keeper::set_config(std::shared_ptr<const config::Steering> config,
                        std::shared_ptr<const Settings> settings) {
    state_.wanted.config = std::move(config);
    state_.wanted.settings = std::move(settings);
    compile_soon();
}

void Keeper::set_zones(std::shared_ptr<const zone::Zones> zones) {
    state_.wanted.zones = std::move(zones);
    compile_soon();
}

void Keeper::set_geography(std::shared_ptr<const maps::Geography> geography) {
    state_.wanted.geography = std::move(geography);
    compile_soon();
}

void Keeper::set_standings(std::shared_ptr<const health::Standings> standings) {
    const auto& before = in_service().inputs.standings;
    const bool is_equal = before != nullptr ? *before == *standings : standings->conditions.empty();
    state_.wanted.standings = standings;
    if (is_equal) return;
    state_.in_service = flip(in_service(), std::move(standings));
    on_change_();
}

void Keeper::when_settled(std::function<void()> done) {
    if (!is_due_ && !is_running_) return done();
    waiting_.push_back(std::move(done));
}

void Keeper::compile_soon() {
    if (std::exchange(is_due_, true) || is_running_) return;
    loop_.post([this] { start(); });
}

void Keeper::start() {
    is_due_ = false;
    is_running_ = true;
    started_from_ = in_service().compiled;
    thread_.run([wanted = state_.wanted, last = state_.in_service] { return settle(wanted, last); },
                [this](State settled) { finish(std::move(settled)); });
}

void Keeper::finish(State settled) {
    is_running_ = false;
    const std::optional<Error> before = std::exchange(state_.refusal, std::move(settled.refusal));
    if (refusal() && (!before || before->reason() != refusal()->reason()))
        log::write(log::kSteeringRefused, {{"why", refusal()->reason()}});
    // What it leaves as it was may have flipped meanwhile.
    const bool is_new = settled.in_service.compiled != std::exchange(started_from_, nullptr);
    if (is_new) {
        const auto& newest = in_service().inputs.standings;
        state_.in_service = settled.in_service.inputs.standings == newest
                                ? std::move(settled.in_service)
                                : flip(settled.in_service, newest);
        on_change_();
    }
    if (is_due_) return start();
    for (const auto& done : std::exchange(waiting_, {}))
        done();
}

} // namespace signpost::steering
