// A TCP connection on its way, for kinds that speak over one.
#pragma once

#include "control_plane/probe/dial.hpp"
#include "loop/poll.hpp"
#include "loop/timer.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace signpost::probe {

struct Connected {
    Fd socket; ///< Non-blocking; closing it resets the connection. Not open if there is a fault.
    std::optional<Fault> fault;
};

/// To destroy it is to give up. It knows no time limit.
class Connecting {
public:
    /// Called once, never from within the constructor. It may destroy the Connecting.
    using OnConnected = std::function<void(Connected)>;

    /// To `port` of the question's target.
    Connecting(loop::Loop& loop, const Question& question, std::uint16_t port,
               OnConnected on_connected);

private:
    void begin(loop::Loop& loop, const Question& question, std::uint16_t port);
    void on_ready();
    void fail_soon(Fault fault);
    void end(Connected connected);

    Address target_;
    OnConnected on_connected_;
    Fault fault_; ///< To be told by timer_.
    Fd socket_;
    std::optional<loop::Poll> poll_; ///< Goes before the socket is closed.
    loop::Timer timer_;
};

} // namespace signpost::probe
