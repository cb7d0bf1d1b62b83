#include "app/file_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace signpost::app {

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

} // namespace signpost::app
