#include "base/log_outlet.hpp"

#include "base/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace signpost::log {
namespace {

/// A pipe or socket that says so takes PIPE_BUF octets without waiting (pipe(7)).
bool is_ready(int descriptor) {
    pollfd asked{.fd = descriptor, .events = POLLOUT, .revents = 0};
    return ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLOUT) != 0;
}

} // namespace

void Outlet::put(std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (is_cut_ && write("\n")) is_cut_ = false;
    if (lost_ != 0) {
        const Field count[] = {{"count", std::to_string(lost_)}};
        if (!is_cut_ && write(to_line(kLinesLost, count) + "\n")) lost_ = 0;
    }
    if (lost_ != 0 || !write(line)) ++lost_;
}

bool Outlet::write(std::string_view text) {
    bool is_begun = false;
    while (!text.empty()) { // ends: each turn writes something, or is the last
        const std::size_t size = std::min<std::size_t>(text.size(), PIPE_BUF);
        const ssize_t written =
            is_ready(descriptor_) ? ::write(descriptor_, text.data(), size) : -1;
        if (written <= 0) {
            is_cut_ = is_cut_ || is_begun;
            return false;
        }
        is_begun = true;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace signpost::log
