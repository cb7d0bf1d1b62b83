// What is not plainly up, in words: what dig CH TXT health.signpost shows.
//
// Pure; made when standings change, so that a reply only copies.
#pragma once

#include "core/health/standings.hpp"

#include <string>
#include <vector>

namespace signpost {

/// A line for each site, link, endpoint and service, in this order; never empty. All together fit
/// one message over TCP: of more, it is told how many there are. `is_blind`: verdicts are frozen.
[[nodiscard]] std::vector<std::string> health_lines(const health::Standings& standings,
                                                    bool is_blind);

} // namespace signpost
