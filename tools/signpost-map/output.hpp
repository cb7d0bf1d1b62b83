// Where signpost-map writes, and how it says that a call is wrong.
#pragma once

#include "words.hpp"

namespace signpost::map_tool {

/// Says it and returns kWrongCall.
int fail_call(const std::string& what);

/// Writes to the file asked for, which is replaced as a whole, or to the standard output; main()
/// says if the latter fails. The exit status.
[[nodiscard]] int write_output(const Asked& asked, const std::string& octets);

} // namespace signpost::map_tool
