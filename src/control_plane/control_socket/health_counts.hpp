// What is counted of probes and of what they led to: a name and a paragraph for the manual each.
#pragma once

#include "control_plane/control_socket/health_status.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace signpost::control_socket {

struct HealthCount {
    std::string_view name;
    std::string_view meaning;
    std::uint64_t (*value)(const HealthStatus& health);
};

template <health::Outcome outcome>
std::uint64_t seen(const HealthStatus& health) {
    return health.probes.seen[static_cast<std::size_t>(outcome)];
}

inline constexpr std::array kHealthCounts{
    HealthCount{"probes_ok", "Probes that were answered well.", seen<health::Outcome::Ok>},
    HealthCount{
        "probes_failed",
        "Probes that were answered, and wrongly, or that got a connection and then no answer.",
        seen<health::Outcome::Failed>},
    HealthCount{"probes_silent", "Probes without an answer in time, not even a connection.",
                seen<health::Outcome::Silent>},
    HealthCount{"probes_refused",
                "Probes with hard evidence: a closed port, no way by word of the target itself, an "
                "interface without carrier.",
                seen<health::Outcome::Refused>},
    HealthCount{"probes_unreachable", "Probes for whose target a router said that there is no way.",
                seen<health::Outcome::Unreachable>},
    HealthCount{"probes_unasked",
                "Probes that could not be asked, for want of a descriptor, a route or room in the "
                "budget of their host, or since they asked to be left alone.",
                seen<health::Outcome::Unasked>},
    HealthCount{"probe_answers_cut",
                "Answers to probes that were longer than is listened to; the rest was not read.",
                [](const HealthStatus& health) { return health.probes.cut; }},
    HealthCount{"blind", "How often this node went blind: verdicts were frozen.",
                [](const HealthStatus& health) { return health.times_blind; }},
};

/// Each outcome is counted under its word.
static_assert(std::ranges::all_of(health::kOutcomeWords, [](std::string_view word) {
    return std::ranges::any_of(kHealthCounts, [word](const HealthCount& count) {
        constexpr std::string_view kBefore = "probes_";
        return count.name.starts_with(kBefore) && count.name.substr(kBefore.size()) == word;
    });
}));

} // namespace signpost::control_socket
