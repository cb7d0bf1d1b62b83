// A network of the test's own, to take interfaces down in and to put up a firewall.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace signpost::test {

class OwnNetwork {
public:
    void set_up(const std::string& interface, bool is_up); ///< Throws if it cannot be.
    /// Has TCP connections to `port` rejected with this ICMP code of nft(8), in the name of the
    /// address that they are meant for. False, and says so, where there is no nft.
    [[nodiscard]] bool reject(std::uint16_t port, const std::string& code);
};

/// Runs `test` on a thread with a network namespace of its own, where "lo" is down at first. Where
/// that is not allowed, says so instead.
void in_own_network(const std::function<void(OwnNetwork&)>& test);

} // namespace signpost::test
