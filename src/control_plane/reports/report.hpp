// What a service reports about itself: POST /v1/reports/CHECK/ADDRESS with a small JSON object.
//
// Pure; any thread.
#pragma once

#include "base/address.hpp"
#include "base/result.hpp"
#include "control_plane/config/probe_kinds.hpp"
#include "core/health/observation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::reports {

struct Subject {
    std::string check;
    Address address;

    bool operator==(const Subject&) const = default;
};

/// From a path whose %-escapes are undone.
[[nodiscard]] Result<Subject> parse_path(std::string_view path);

inline constexpr std::size_t kDetailMax = 200; // octets

struct Report {
    bool is_up = false;
    std::uint8_t load_percent = 0; ///< 0: not told.
    std::string detail;            ///< One line, without control characters.

    bool operator==(const Report&) const = default;
};

/// {"state": "up" or "down", "load_percent": 0 to 100, "detail": "..."}; only the first must be
/// there, and nothing else may.
[[nodiscard]] Result<Report> parse_report(std::string_view json);

/// That it is down is its own word, and hard evidence. A load above the most that the check allows
/// is a failure.
[[nodiscard]] health::Observation
observation_of(const Report& report, const config::ReportCheck& check, std::uint64_t now_ms);

/// In a time that does not depend on where they differ.
[[nodiscard]] bool is_same_secret(std::string_view a, std::string_view b) noexcept;

} // namespace signpost::reports
