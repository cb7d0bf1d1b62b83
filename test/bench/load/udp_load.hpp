// Loads a server over UDP, on schedule or as fast as it answers.
#pragma once

#include "bench/load/plan.hpp"
#include "bench/load/tally.hpp"

#include <atomic>

namespace signpost::bench {

/// Runs until the plan's end or until `stop` is set, then awaits what is outstanding.
[[nodiscard]] Tally run_udp(const Plan& plan, Queries queries, const std::atomic<bool>& stop);

} // namespace signpost::bench
