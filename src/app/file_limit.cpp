#include "app/file_limit.hpp"

#include "base/log.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace signpost::app {
namespace {

/// Returns the limit then in force.
std::uint64_t raise_file_limit(std::uint64_t wanted) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return limit.rlim_cur;
    const rlimit beyond_hard{wanted, std::max<rlim_t>(wanted, limit.rlim_max)};
    if (::setrlimit(RLIMIT_NOFILE, &beyond_hard) == 0) return wanted;
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace

void make_room_for_files(std::uint64_t connections, std::uint64_t probes) {
    constexpr std::uint64_t kOthers = 1024; // sockets, zone files, watches
    const std::uint64_t wanted = connections + probes + kOthers;
    const std::uint64_t allowed = raise_file_limit(wanted);
    if (allowed < wanted)
        log::write(log::kFileLimit,
                   {{"wanted", std::to_string(wanted)}, {"allowed", std::to_string(allowed)}});
}

} // namespace signpost::app
