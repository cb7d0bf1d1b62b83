// From a name that is steered, its records and its topology to the value that its plan is compiled
// from, once it is judged.
#pragma once

#include "control_plane/config/failbacks.hpp"
#include "control_plane/steering/policies.hpp"
#include "control_plane/steering/selection.hpp"
#include "control_plane/steering/topology.hpp"
#include "core/steer/service.hpp"

#include <optional>

namespace signpost::steering {

class ServiceBuilder {
public:
    /// All of it must outlive the builder, `regions` apart.
    ServiceBuilder(const config::Steering& config, const geo::Names& names,
                   const Topology& topology, const Policies& policies,
                   std::shared_ptr<const geo::Regions> regions, Warnings& warnings)
        : config_(config), names_(names), topology_(topology), policies_(policies),
          regions_(std::move(regions)), failbacks_(config::failbacks_of(config)),
          warnings_(warnings) {}

    /// None, and a warning, if there is nothing to steer and the name is for everybody.
    [[nodiscard]] std::optional<steer::Service> build(const Selected& selected) const;

private:
    const config::Steering& config_;
    const geo::Names& names_;
    const Topology& topology_;
    const Policies& policies_;
    std::shared_ptr<const geo::Regions> regions_;
    std::vector<config::Failback> failbacks_;
    Warnings& warnings_;
};

} // namespace signpost::steering
