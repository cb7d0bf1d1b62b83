#include "support/own_network.hpp"

#include "base/fd.hpp"

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <stdexcept>
#include <thread>

namespace signpost::test {

void OwnNetwork::set_up(const std::string& interface, bool is_up) {
    const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strncpy(request.ifr_name, interface.c_str(), sizeof request.ifr_name - 1);
    request.ifr_flags = is_up ? IFF_UP : 0;
    if (::ioctl(socket.number(), SIOCSIFFLAGS, &request) != 0)
        throw std::runtime_error("cannot set " + interface);
}

void in_own_network(const std::function<void(OwnNetwork&)>& test) {
    std::thread([&test] {
        // A namespace belongs to a thread; those it starts share it.
        if (::unshare(CLONE_NEWNET) != 0) {
            MESSAGE("skipped: a network namespace of its own is not allowed here");
            return;
        }
        OwnNetwork network;
        test(network);
    }).join();
}

} // namespace signpost::test
