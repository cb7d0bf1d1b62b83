// Reading everything as for a start, and serving none of it: `signpostd --check`, and the check
// that signpostctl asks a running server for.
#pragma once

#include "base/complaint.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace signpost::app {

struct CheckOutcome {
    std::vector<Complaint> complaints; ///< Of the configuration, the folder, and zone by zone.
    std::size_t zones_good = 0;
    std::size_t zones_refused = 0;
};

/// Takes as long as a start does. Any thread.
[[nodiscard]] CheckOutcome check(const std::filesystem::path& config_file);

/// Every complaint on a line of its own, and a line that sums up.
[[nodiscard]] std::string to_text(const CheckOutcome& outcome);

} // namespace signpost::app
