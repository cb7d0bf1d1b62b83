// Why a socket failed, and what that proves about the other side.
#pragma once

#include "base/address.hpp"
#include "core/health/observation.hpp"

#include <string>
#include <string_view>

namespace signpost::probe {

/// How an attempt ended that did not end well.
struct Fault {
    health::Outcome outcome = health::Outcome::Unasked;
    std::string detail; ///< One line for people.
};

/// We could not ask: `what` we tried and why the kernel refused. Says nothing about the target.
[[nodiscard]] Fault unasked(std::string_view what, int error);

/// A call on a connected or connecting socket failed with `error`; what the network said of it is
/// read from the socket's error queue. Only its word or `target`'s is evidence: that our own host
/// knows no way, or hears no answer to ARP, is not. The target must be told: the kernel no longer
/// knows whom a TCP socket was to be connected to.
[[nodiscard]] Fault fault_of(int socket, int error, const Address& target);

} // namespace signpost::probe
