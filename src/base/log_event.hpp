// A kind of log line: what it is called, how bad it is, and what the operator does about it.
#pragma once

#include <cstdint>
#include <string_view>

namespace signpost::log {

enum class Level : std::uint8_t { Info, Warning, Error };

struct Event {
    std::string_view id;
    Level level;
    std::string_view meaning; ///< For the manual: what happened and what the operator does now.
};

} // namespace signpost::log
