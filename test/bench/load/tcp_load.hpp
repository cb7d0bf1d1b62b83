// Loads a server over persistent TCP connections, as fast as it answers.
#pragma once

#include "bench/load/plan.hpp"
#include "bench/load/tally.hpp"

#include <atomic>

namespace signpost::bench {

/// Runs until the plan's end or until `stop` is set, then awaits what is outstanding. A connection
/// that the server closes is opened anew and counted; what was outstanding on it is lost.
[[nodiscard]] Tally run_tcp(const Plan& plan, Queries queries, const std::atomic<bool>& stop);

} // namespace signpost::bench
