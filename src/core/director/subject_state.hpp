// What the director knows of a site, link or endpoint.
//
// Internal to the director: only its own files look into it. Numbers are places in State::subjects.
#pragma once

#include "core/health/standings.hpp"
#include "core/health/verdict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signpost::director {

/// As health::Moment, but of an earlier run it may lie before the monotonic clock began: then it is
/// negative there, so that what lasts from then on ends when it should.
struct PastMoment {
    std::int64_t monotonic_ms = 0;
    std::int64_t wall_ms = 0;
};

struct SubjectState {
    health::Subject subject;

    // How it hangs together.
    std::vector<std::uint32_t> probes; ///< Of its check.
    std::optional<std::uint32_t> link;
    std::optional<std::uint32_t> site;
    std::vector<std::uint32_t> links;     ///< Of a site.
    std::vector<std::uint32_t> endpoints; ///< Of a link; of a site also those on its links.

    // What was judged.
    bool is_down = false;
    health::Verdict verdict = health::Verdict::Unknown; ///< The same, or unknown, for people.
    PastMoment since;                                   ///< Of is_down.
    std::string evidence;
    // Monotonic, as in PastMoment.
    std::optional<std::int64_t> flipped_ms;  ///< Also when an operator's word on it has ended.
    std::optional<PastMoment> fell;          ///< Last.
    std::optional<std::int64_t> released_ms; ///< By an operator, since it fell.
    std::optional<std::int64_t> rose_ms;
    /// Its check says down, but only by what was seen while what it hangs on was down.
    bool is_unconfirmed = false;
    bool is_held_back = false; ///< Its fall waits for its turn.

    health::Condition told; ///< Without the cause.
    std::uint64_t armed_ms = 0;
};

} // namespace signpost::director
