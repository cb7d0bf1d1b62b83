// Asking signpostd over its UNIX socket: a line there, a line back.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace signpost::ctl {

/// `request` is a line with its newline. Waits as long as the server takes: a reload of a large
/// zone takes seconds. The error says what an operator can do.
[[nodiscard]] Result<std::string> ask(const std::string& socket_path, std::string_view request);

} // namespace signpost::ctl
