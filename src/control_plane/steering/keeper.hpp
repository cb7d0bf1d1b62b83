// Keeps the plans up with configuration, zones, maps and standings.
//
// Whatever of the first three changes, the whole is compiled on a background thread, one at a time,
// and taken into service as a whole: plans point into zones, so both change together. What cannot
// be compiled does not hold up what can: maps that are refused leave those of before in service,
// and zones follow their files in any case. Standings wait for nothing: they are applied at once.
// On the loop's thread only; publishing is the owner's matter.
#pragma once

#include "control_plane/steering/compile.hpp"
#include "core/snapshot/settings.hpp"
#include "loop/background.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signpost::steering {

/// All that plans are compiled from. Never null, but for the settings where nothing is served.
struct Inputs {
    std::shared_ptr<const config::Steering> config;
    std::shared_ptr<const zone::Zones> zones;
    std::shared_ptr<const maps::Geography> geography;
    /// Of the same configuration: not compiled, but in force together with it.
    std::shared_ptr<const Settings> settings = nullptr;
    std::shared_ptr<const health::Standings> standings = nullptr; ///< Null: everything is up.

    bool operator==(const Inputs&) const = default; ///< The same, not only equal.
};

struct InService {
    Inputs inputs;
    std::shared_ptr<const Compiled> compiled; ///< From these inputs.
};

/// What is wanted, what is in service of it, and why not all.
struct State {
    Inputs wanted;
    InService in_service;
    std::optional<Error> refusal; ///< Tells what is in force instead, and the remedy.
};

/// `previous` may be null. Any thread.
[[nodiscard]] Result<InService> compile(const Inputs& inputs, const Compiled* previous);

/// `last` with other standings. Any thread; cheap.
[[nodiscard]] InService flip(const InService& last,
                             std::shared_ptr<const health::Standings> standings);

/// Puts as much of `wanted` into service as can be compiled: all; or all but the maps, which stay
/// those of `last`; or the zones alone; or nothing. Any thread.
[[nodiscard]] State settle(const Inputs& wanted, const InService& last);

/// As settle() after a state without maps and services: so no map keeps a server from starting.
[[nodiscard]] State settle_first(const Inputs& wanted);

class Keeper {
public:
    /// `on_change` is called when something new is in service; `thread` must not deliver after the
    /// Keeper is destroyed.
    Keeper(loop::Loop& loop, loop::Background& thread, State first,
           std::function<void()> on_change);

    // What is set in one turn of the loop is compiled together.
    void set_config(std::shared_ptr<const config::Steering> config,
                    std::shared_ptr<const Settings> settings);
    void set_zones(std::shared_ptr<const zone::Zones> zones);
    void set_geography(std::shared_ptr<const maps::Geography> geography);
    /// In service when it returns, also while something is being compiled: that is brought up to
    /// them when it comes into service. Calls `on_change`, unless they are equal to those before.
    void set_standings(std::shared_ptr<const health::Standings> standings);

    /// Calls `done` when all that was set before is in service, or was refused.
    void when_settled(std::function<void()> done);

    [[nodiscard]] const InService& in_service() const noexcept { return state_.in_service; }
    /// Why not all that is wanted is in service; until it is.
    [[nodiscard]] const std::optional<Error>& refusal() const noexcept { return state_.refusal; }

private:
    void compile_soon();
    void start();
    void finish(State settled);

    loop::Loop& loop_;
    loop::Background& thread_;
    State state_;
    std::shared_ptr<const Compiled> started_from_; ///< Of the compile that runs.
    std::function<void()> on_change_;
    bool is_due_ = false;
    bool is_running_ = false;
    std::vector<std::function<void()>> waiting_;
};

} // namespace signpost::steering
