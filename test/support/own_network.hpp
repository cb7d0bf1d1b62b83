// A network of the test's own, to take interfaces down in.
#pragma once

#include <functional>
#include <string>

namespace signpost::test {

class OwnNetwork {
public:
    void set_up(const std::string& interface, bool is_up); ///< Throws if it cannot be.
};

/// Runs `test` on a thread with a network namespace of its own, where "lo" is down at first. Where
/// that is not allowed, says so instead.
void in_own_network(const std::function<void(OwnNetwork&)>& test);

} // namespace signpost::test
