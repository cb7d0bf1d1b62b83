// Keeps the plans up with configuration, zones and maps.
//
// Whatever changes, the whole is compiled on a background thread, one at a time, and taken into
// service as a whole: plans point into zones, so both change together. On the loop's thread only;
// publishing is the owner's matter.
#pragma once

#include "control_plane/steering/compile.hpp"
#include "loop/background.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signpost::steering {

/// All that plans are compiled from. Never null.
struct Inputs {
    std::shared_ptr<const config::Steering> config;
    std::shared_ptr<const zone::Zones> zones;
    std::shared_ptr<const maps::Geography> geography;
};

struct InService {
    Inputs inputs;
    std::shared_ptr<const Compiled> compiled; ///< From these inputs.
};

/// `previous` may be null. Any thread.
[[nodiscard]] Result<InService> compile(const Inputs& inputs, const Compiled* previous);

class Keeper {
public:
    /// `on_change` is called when something new is in service; `thread` must not deliver after the
    /// Keeper is destroyed.
    Keeper(loop::Loop& loop, loop::Background& thread, InService first,
           std::function<void()> on_change);

    // What is set in one turn of the loop is compiled together.
    void set_config(std::shared_ptr<const config::Steering> config);
    void set_zones(std::shared_ptr<const zone::Zones> zones);
    void set_geography(std::shared_ptr<const maps::Geography> geography);

    /// Calls `done` when all that was set before is in service, or was refused.
    void when_settled(std::function<void()> done);

    [[nodiscard]] const InService& in_service() const noexcept { return in_service_; }
    /// Why the last inputs are not in service, those before them still being so.
    [[nodiscard]] const std::optional<Error>& refusal() const noexcept { return refusal_; }

private:
    void compile_soon();
    void start();
    void finish(Result<InService> result);

    loop::Loop& loop_;
    loop::Background& thread_;
    InService in_service_;
    std::function<void()> on_change_;
    Inputs wanted_;
    std::optional<Error> refusal_;
    bool is_due_ = false;
    bool is_running_ = false;
    std::vector<std::function<void()>> waiting_;
};

} // namespace signpost::steering
