// What was asked for, as a line for the server.
#pragma once

#include "words.hpp"

namespace signpost::ctl {

/// With its newline. An error tells which word is wrong: what the server cannot be asked, for it
/// takes moments, not what an operator calls them.
[[nodiscard]] Result<std::string> request_line(const Asked& asked, std::int64_t now_wall_ms);

/// Who has logged in: also behind sudo.
[[nodiscard]] std::string login_name();

} // namespace signpost::ctl
