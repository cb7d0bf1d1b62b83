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

} // namespace signpost::map_tool
