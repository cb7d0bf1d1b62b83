// What the director knows of one probe.
//
// Internal to the director: only its own files look into it.
#pragma once

#include "core/health/tracker.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace signpost::director {

struct ProbeState {
    health::Tracker tracker;
    health::WhenUnknown when_unknown = health::WhenUnknown::Last; ///< Its rules' copy.
    bool is_anchor = false;                                       ///< The same.
    std::uint64_t heard_ms = 0;  ///< Of the last one that was judged; before, of its appearance.
    std::uint64_t seen_ms = 0;   ///< The same of the last observation, judged or not.
    std::uint64_t failed_ms = 0; ///< Of the last failure.
    std::string last_error;      ///< Its detail.
    std::uint32_t rtt_us = 0;
    std::uint8_t load_percent = 0;

    bool is_stale = false;     ///< It was not judged for long,
    bool is_mute = false;      ///< or not even observed.
    bool is_quiet = false;     ///< What it depends on is down: its failures do not count.
    bool is_silent = false;    ///< By its last observation: it may be we who do not hear.
    bool is_failing = false;   ///< By its last observation: it was not good.
    bool is_kept_away = false; ///< For flapping: so it was told, and not yet that it is over.
    /// Some subject waits for it to be seen again, to believe a fall it did not see with its own
    /// eyes.
    bool has_unconfirmed = false;
    // As they are counted in State.
    bool is_voter = false;
    bool is_silent_voter = false;
    std::uint64_t waits_since_ms = 0; ///< For a witness; 0: it does not.
    std::uint64_t patience_ms = 0;    ///< How long it waits before we doubt ourselves.
    std::uint64_t armed_ms = 0;       ///< When it is looked at again; 0: not.

    std::vector<std::uint32_t> subjects;  ///< Those that are judged by it, parents first.
    std::vector<std::uint32_t> followers; ///< Probes that depend on it.

    [[nodiscard]] health::Verdict verdict() const noexcept {
        return is_stale ? health::Verdict::Unknown : tracker.verdict();
    }
    /// Up or down, whatever is known.
    [[nodiscard]] health::Verdict counted() const noexcept {
        const health::Verdict known = tracker.verdict();
        if (known != health::Verdict::Unknown && !is_stale) return known;
        if (when_unknown == health::WhenUnknown::Up) return health::Verdict::Up;
        if (when_unknown == health::WhenUnknown::Down) return health::Verdict::Down;
        return known == health::Verdict::Down ? known : health::Verdict::Up;
    }

    bool operator==(const ProbeState&) const = default;
};

} // namespace signpost::director
