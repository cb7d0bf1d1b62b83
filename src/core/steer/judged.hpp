// What standings mean for a service: which of its endpoints are up, what share of its weight each
// gets, and how long answers may be kept.
//
// Pure: equal services and standings give equal results, whatever the service was judged by before.
#pragma once

#include "core/health/standings.hpp"
#include "core/steer/service.hpp"

namespace signpost::steer {

/// An endpoint stands as the worst of its site, its link and itself. Marks of what was good last
/// stay as they are.
[[nodiscard]] Service judged(Service service, const health::Standings& standings);

} // namespace signpost::steer
