// Sockets towards what is probed, leaving by the way that the check judges.
#pragma once

#include "base/fd.hpp"
#include "control_plane/probe/fault.hpp"
#include "control_plane/probe/probe.hpp"

#include <optional>

namespace signpost::probe {

/// Makes `socket` leave from the source address and through the interface. A fault if they are not
/// ours to use.
[[nodiscard]] std::optional<Fault> bind_source(int socket, Family family,
                                               const config::Source& source);

struct Dialled {
    Fd socket;                  ///< Not open if there is a fault.
    std::optional<Fault> fault; ///< It failed at once.
};

/// A non-blocking socket of `type` (SOCK_STREAM or SOCK_DGRAM) that is bound and connected, or
/// connecting, to `port` of the question's target. It collects errors for fault_of().
[[nodiscard]] Dialled dial(const Question& question, int type, std::uint16_t port);
/// The same with a socket of the target's family that was opened for it.
[[nodiscard]] Dialled dial(Fd socket, const Question& question, std::uint16_t port);

/// After a socket that is connecting to `target` became writable: why it is not connected, if so.
[[nodiscard]] std::optional<Fault> connect_fault(int socket, const Address& target);

/// Closing will reset the connection: no TIME_WAIT is left behind, here or there.
void reset_on_close(int socket);

} // namespace signpost::probe
