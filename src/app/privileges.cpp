#include "app/privileges.hpp"

#include "base/fd.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace signpost::app {
namespace {

Error last_error(const std::string& doing) {
    return Error("cannot " + doing + ": " + std::system_category().message(errno));
}

bool is_now(User user) {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    gid_t real_group = 0;
    gid_t effective_group = 0;
    gid_t saved_group = 0;
    return ::getresuid(&real, &effective, &saved) == 0 &&
           ::getresgid(&real_group, &effective_group, &saved_group) == 0 && real == user.user &&
           effective == user.user && saved == user.user && real_group == user.group &&
           effective_group == user.group && saved_group == user.group;
}

/// Linux lets these groups ping without privilege (net.ipv4.ping_group_range, for both versions).
bool may_ping() {
    return Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP)).is_open();
}

/// Of root's capabilities none stays but CAP_NET_RAW, and that only where probes cannot ping
/// without.
bool drop_capabilities() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): there is no other way without libcap
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
    const std::uint32_t kept = may_ping() ? 0 : sets[0].permitted & (1U << CAP_NET_RAW);
    sets = {};
    sets[0].effective = sets[0].permitted = kept;
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
    // NOLINTEND(cppcoreguidelines-pro-type-vararg)
}

} // namespace

Result<User> find_user(const std::string& name) {
    if (name.empty()) return User{::geteuid(), ::getegid()};
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> text{}; // the advice of sysconf(_SC_GETPW_R_SIZE_MAX) is 1024 here
    const int error = ::getpwnam_r(name.c_str(), &entry, text.data(), text.size(), &found);
    if (error != 0) return Error("user " + name + ": " + std::system_category().message(error));
    if (found == nullptr) return Error("there is no user " + name);
    return User{entry.pw_uid, entry.pw_gid};
}

std::optional<Error> become(User user) {
    if (::geteuid() == user.user) return std::nullopt;
    if (::geteuid() != 0) return Error("only root can become another user");
    if (::setgroups(0, nullptr) != 0) return last_error("leave the groups of root");
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): as Linux has it
    if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return last_error("keep a capability");
    if (::setresgid(user.group, user.group, user.group) != 0) return last_error("change the group");
    if (::setresuid(user.user, user.user, user.user) != 0) return last_error("change the user");
    if (!drop_capabilities()) return last_error("drop the capabilities of root");
    if (!is_now(user) || ::setuid(0) == 0) return Error("still root after leaving it");
    return std::nullopt;
}

} // namespace signpost::app
