// The generator's clocks and its nap.
#pragma once

#include <cstdint>
#include <ctime>

namespace signpost::bench {

inline constexpr std::int64_t kNsPerS = 1'000'000'000;

inline std::int64_t read_clock_ns(clockid_t clock) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * kNsPerS + now.tv_nsec;
}

/// Nanoseconds of CLOCK_MONOTONIC, which is what Python's time.monotonic_ns() reads too.
inline std::int64_t now_ns() noexcept {
    return read_clock_ns(CLOCK_MONOTONIC);
}

/// Sleeps on a timer rather than on the sockets: a server that answers then has nobody to wake, so
/// waking us is not in its CPU time.
inline void nap() noexcept {
    constexpr timespec kNap{.tv_sec = 0, .tv_nsec = 20'000};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &kNap, nullptr);
}

} // namespace signpost::bench
