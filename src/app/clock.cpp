#include "app/clock.hpp"

#include <chrono>

namespace signpost::app {

health::Moment now() {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    return {.monotonic_ms =
                static_cast<std::uint64_t>(duration_cast<milliseconds>(monotonic).count()),
            .wall_ms = duration_cast<milliseconds>(wall).count()};
}

} // namespace signpost::app
