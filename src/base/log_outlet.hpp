// Where log lines go: a descriptor that is never waited for.
//
// Any thread. Whoever reads the log may stand still, with the pipe or socket to it full; a server
// that waited then would decide nothing any more.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

namespace signpost::log {

class Outlet {
public:
    constexpr explicit Outlet(int descriptor) noexcept : descriptor_(descriptor) {}

    /// Writes a line, with its newline, if that is possible now. Otherwise it is lost, and the next
    /// line that is not has one before it that tells how many were.
    void put(std::string_view line);

private:
    bool write(std::string_view text);

    std::mutex mutex_;
    int descriptor_;
    std::uint64_t lost_ = 0; // guarded by mutex_
    bool is_cut_ = false;    // guarded by mutex_: what is there ends amid a line
};

} // namespace signpost::log
