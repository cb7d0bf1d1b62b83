// What somebody answered, as people may be shown it.
#pragma once

#include "base/bytes.hpp"

#include <string>

namespace signpost::probe {

/// The first line of `answer` in quotes, at most 60 octets of it; what is not printable ASCII is
/// written \xNN, so that it can neither forge a log line nor steer a terminal. "…" if there is
/// more.
[[nodiscard]] std::string excerpt(Bytes answer);

} // namespace signpost::probe
