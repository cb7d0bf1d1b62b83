// The answer of `signpostctl simulate` and `signpostctl diff`. Pure.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/steering/compare.hpp"

#include <span>
#include <string>

namespace signpost::control_socket {

/// The line to send, with its newline. `complaints` are about what was read for the comparison.
[[nodiscard]] std::string to_line(const steering::Comparison& comparison,
                                  std::span<const std::string> complaints);

} // namespace signpost::control_socket
