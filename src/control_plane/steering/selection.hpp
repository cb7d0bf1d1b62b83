// Which names are steered: those of services, of their patterns, and of zones with a default.
//
// An exact service beats every pattern, the longest pattern every other, and any pattern the
// default of a zone. Names below a cut or a DNAME, and those that another zone here answers for,
// are never steered. Patterns and defaults take names with two or more addresses of one family; a
// pattern that is only for some clients takes all that have records. Pure.
#pragma once

#include "control_plane/steering/warnings.hpp"
#include "core/zone/zones.hpp"

#include <memory>
#include <string>
#include <vector>

namespace signpost::steering {

/// A name and what the configuration says about it.
struct Selected {
    const config::Service* service = nullptr;
    std::shared_ptr<const zone::Zone> zone;
    const zone::Node* node = nullptr; ///< In `zone`.
    bool is_exact = false;
    std::string name; ///< In presentation form.
};

/// In the order of services; then of zones, and of names in them. Only zones that a pattern or
/// default touches are walked.
[[nodiscard]] std::vector<Selected> select_names(const config::Steering& config,
                                                 const zone::Zones& zones, Warnings& warnings);

} // namespace signpost::steering
