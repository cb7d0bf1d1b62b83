// The load generator of tools/bench: asks the queries of a file, checks the replies and prints one
// JSON line of what it saw. Lean, so that on a core of its own it outruns any server on another;
// its own CPU time is in the line, so that one can see that it did.
#include "bench/load/clock.hpp"
#include "bench/load/stop_signal.hpp"
#include "bench/load/tcp_load.hpp"
#include "bench/load/udp_load.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

using namespace signpost;
using namespace signpost::bench;

int main(int argc, char** argv) {
    const std::optional<Plan> plan =
        parse_plan(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
    if (!plan) {
        std::cerr << usage();
        return EXIT_FAILURE;
    }
    const bool one_by_one = plan->tcp || plan->rate_per_s > 0;
    Result<Queries> queries = Queries::load(plan->queries, one_by_one ? 1 : plan->bundle_max);
    if (!queries) {
        std::cerr << queries.error().reason() << '\n';
        return EXIT_FAILURE;
    }
    std::ofstream("/proc/self/timerslack_ns") << 1; // naps end when they should
    const StopSignal stop;
    const std::int64_t cpu_begin_ns = read_clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    Tally tally = plan->tcp ? run_tcp(*plan, std::move(*queries), stop.is_set())
                            : run_udp(*plan, std::move(*queries), stop.is_set());
    const std::int64_t cpu_ns = read_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin_ns;
    tally.cpu_seconds = static_cast<double>(cpu_ns) / static_cast<double>(kNsPerS);
    std::cout << to_json(tally) << '\n';
}
