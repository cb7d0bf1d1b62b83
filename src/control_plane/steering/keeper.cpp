#include "control_plane/steering/keeper.hpp"

#include "base/log.hpp"

#include <utility>

namespace signpost::steering {

Result<InService> compile(const Inputs& inputs, const Compiled* previous) {
    Result<Compiled> compiled =
        compile({*inputs.config, *inputs.zones, inputs.geography}, previous);
    if (!compiled) return compiled.error();
    return InService{inputs, std::make_shared<const Compiled>(*std::move(compiled))};
}

Keeper::Keeper(loop::Loop& loop, loop::Background& thread, InService first,
               std::function<void()> on_change)
    : loop_(loop), thread_(thread), in_service_(std::move(first)), on_change_(std::move(on_change)),
      wanted_(in_service_.inputs) {}

void Keeper::set_config(std::shared_ptr<const config::Steering> config) {
    wanted_.config = std::move(config);
    compile_soon();
}

void Keeper::set_zones(std::shared_ptr<const zone::Zones> zones) {
    wanted_.zones = std::move(zones);
    compile_soon();
}

void Keeper::set_geography(std::shared_ptr<const maps::Geography> geography) {
    wanted_.geography = std::move(geography);
    compile_soon();
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
    thread_.run(
        [inputs = wanted_, before = in_service_.compiled] { return compile(inputs, before.get()); },
        [this](Result<InService> result) { finish(std::move(result)); });
}

void Keeper::finish(Result<InService> result) {
    is_running_ = false;
    refusal_.reset();
    if (result) {
        in_service_ = *std::move(result);
        on_change_();
    } else {
        refusal_ = result.error();
        log::write(log::kSteeringRefused, {{"why", refusal_->reason()}});
    }
    if (is_due_) return start();
    for (const auto& done : std::exchange(waiting_, {}))
        done();
}

} // namespace signpost::steering
