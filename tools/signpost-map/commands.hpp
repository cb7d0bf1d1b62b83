// What signpost-map does; each returns the exit status.
#pragma once

#include "words.hpp"

namespace signpost::map_tool {

inline constexpr int kGood = 0;
inline constexpr int kWrongFile = 1;
inline constexpr int kWrongCall = 2;

[[nodiscard]] int build(const Asked& asked);
[[nodiscard]] int import(const Asked& asked);
[[nodiscard]] int lookup(const Asked& asked);
[[nodiscard]] int diff(const Asked& asked);

/// Says it and returns kWrongCall.
int fail_call(const std::string& what);

/// Writes to the file asked for, which is replaced as a whole, or to the standard output.
[[nodiscard]] int write_output(const Asked& asked, const std::string& octets);

} // namespace signpost::map_tool
