// What a run of the generator saw, and the JSON line that tells tools/bench.
#pragma once

#include "bench/load/histogram.hpp"
#include "bench/load/queries.hpp"

#include <string>
#include <vector>

namespace signpost::bench {

/// The moment when a zone's SOA was first seen with a new serial.
struct SerialSeen {
    std::int64_t at_ns = 0; ///< CLOCK_MONOTONIC
    std::uint32_t serial = 0;
};

struct Tally {
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
    std::uint64_t lost = 0;  ///< Not answered within two seconds.
    std::uint64_t wrong = 0; ///< Answered, but not as expected.
    std::uint64_t reconnects = 0;
    std::string first_wrong;       ///< What the first wrong reply said, for the person who looks.
    double seconds = 0;            ///< From the first query to the last reply.
    double cpu_seconds = 0;        ///< The generator's own.
    std::uint64_t late_max_ns = 0; ///< Rate mode: how far behind its schedule a query left.
    Histogram latency;
    std::vector<SerialSeen> serials;
};

/// Counts the reply whose header starts `reply` as right or wrong; `expected` is null if any is
/// right.
void count_reply(Tally& tally, Bytes reply, const Expected* expected);

[[nodiscard]] std::string to_json(const Tally& tally);

} // namespace signpost::bench
