// What the director hears.
#pragma once

#include "core/director/model.hpp"
#include "core/health/observation.hpp"
#include "core/health/standing.hpp"
#include "core/health/verdict.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace signpost::director {

/// How far an operator's word has come.
enum class Phase : std::uint8_t {
    Announced, ///< A drain: still given, with a short TTL.
    Removed,   ///< A drain: no longer given, but the last answers are still out there.
    Fresh,     ///< Held up since a short while: answers have the short TTL.
    InForce,
};
inline constexpr std::string_view kPhaseWords[] = {"announced", "removed", "fresh", "in-force"};

/// An operator's word on a subject, which beats its probes. Never by itself undone before it
/// expires.
struct Override {
    struct Progress {
        Phase phase = Phase::InForce;
        std::int64_t since_wall_ms = 0;
        std::optional<std::int64_t> end_wall_ms; ///< None: it does not end by itself.

        bool operator==(const Progress&) const = default;
    };

    health::Subject subject; ///< Without a check: of an endpoint its address as such.
    health::Standing standing = health::Standing::Up; ///< Up, Drained or TakenDown.
    std::string author;
    std::string reason;
    std::int64_t set_wall_ms = 0;
    std::optional<std::int64_t> until_wall_ms; ///< None: until it is cleared.
    /// The director's, for the journal: a restart goes on from there. None: it is said only now.
    std::optional<Progress> progress;

    bool operator==(const Override&) const = default;
};

/// Configuration or zones have changed. Numbers in later observations are of this model.
struct ModelLoaded {
    std::shared_ptr<const Model> model;
};
/// What a probe of the model saw.
struct Observed {
    std::uint32_t probe = 0;
    health::Observation observation;
};
struct OverrideSet {
    Override override;
};
struct OverrideCleared {
    health::Subject subject;
    std::string author;
};
/// An operator lets come back what a manual failback, a hold or a flap penalty keeps away: what is
/// named, and what hangs on it. A notice says so if there was anything.
struct Released {
    health::Subject subject;
    std::string author;
};

struct LastVerdict {
    health::Subject subject;
    health::Verdict verdict = health::Verdict::Unknown;
    std::int64_t since_wall_ms = 0;
    std::string evidence;
    /// Of its last fall, unless an operator released it since: some policies hold it back.
    std::optional<std::int64_t> fell_wall_ms;

    bool operator==(const LastVerdict&) const = default;
};
/// What the journal kept over a restart; comes once, before the first observation.
struct Restored {
    std::vector<LastVerdict> verdicts;
    std::vector<Override> overrides;
};
/// Time has passed (next_due_ms).
struct Tick {};

using Event =
    std::variant<ModelLoaded, Observed, OverrideSet, OverrideCleared, Released, Restored, Tick>;

} // namespace signpost::director
