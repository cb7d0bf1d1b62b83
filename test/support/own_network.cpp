#include "support/own_network.hpp"

#include "base/fd.hpp"

#include <doctest/doctest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstdlib>
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

bool OwnNetwork::reject(std::uint16_t port, const std::string& code) {
    const std::string command = "nft 'table inet t { chain c {\n"
                                "type filter hook input priority 0;\n"
                                "tcp dport " +
                                std::to_string(port) + " reject with icmpx " + code +
                                "\n}\n}' 2>&1";
    // A child shares the network of the thread that starts it.
    if (std::system(command.c_str()) == 0)
        return true; // NOLINT(cert-env33-c,concurrency-mt-unsafe)
    MESSAGE("skipped: no firewall can be put up here");
    return false;
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
