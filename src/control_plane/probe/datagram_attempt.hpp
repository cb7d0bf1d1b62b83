// Send one datagram and listen for others: what udp, dns and icmp have in common.
#pragma once

#include "control_plane/probe/dial.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "loop/poll.hpp"

namespace signpost::probe {

class DatagramAttempt : public TimedAttempt {
protected:
    using TimedAttempt::TimedAttempt;

    /// From the constructor: sends `words` to whom the socket is connected with.
    void begin(Dialled dialled, Bytes words);

private:
    /// May end the attempt. The octets are borrowed until it returns.
    virtual void on_datagram(Bytes octets) = 0;

    void on_ready();

    Fd socket_;
    std::optional<loop::Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace signpost::probe
