#include "app/privileges.hpp"
#include "support/own_network.hpp"

#include <doctest/doctest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace signpost::app {
namespace {

constexpr int kNone = 0;
constexpr int kRawSockets = 1;
constexpr int kMore = 2;

/// What is left of root's capabilities.
int capabilities_left() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    ::syscall(SYS_capget, &header, sets.data());
    const auto [effective, permitted, inheritable] = sets[0];
    if (sets[1].permitted != 0 || permitted != effective || inheritable != 0) return kMore;
    if (permitted == 0) return kNone;
    return permitted == 1U << CAP_NET_RAW ? kRawSockets : kMore;
}

int left_to_nobody() {
    const pid_t child = ::fork();
    if (child == 0) {
        const bool is_nobody = !become({.user = 65'534, .group = 65'534});
        ::_exit(is_nobody ? capabilities_left() : kMore);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

TEST_SUITE("app/privileges") {

    TEST_CASE("who is root no longer has raw sockets only where it cannot ping without them") {
        test::in_own_network([](test::OwnNetwork& /*network*/) {
            std::ofstream("/proc/sys/net/ipv4/ping_group_range") << "1 0";
            CHECK(left_to_nobody() == kRawSockets);
            std::ofstream("/proc/sys/net/ipv4/ping_group_range") << "0 2147483647";
            CHECK(left_to_nobody() == kNone);
        });
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::app
