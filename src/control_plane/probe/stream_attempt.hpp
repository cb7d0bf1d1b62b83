// Connect over TCP, say one thing, and listen: what tcp and dns have in common.
#pragma once

#include "control_plane/probe/dial.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "loop/poll.hpp"

namespace signpost::probe {

class StreamAttempt : public TimedAttempt {
protected:
    using TimedAttempt::TimedAttempt;

    /// From the constructor. `words` are said when connected; they must outlive the attempt.
    void begin(std::uint16_t port, std::string_view words);

    /// Closing will reset the connection: no TIME_WAIT is left, here or there. Not for words that
    /// nobody answers: they might not arrive.
    void reset_at_end() { reset_on_close(socket_.number()); }

private:
    // What follows may end the attempt.
    virtual void on_said() = 0;        ///< The kernel has taken all words.
    virtual void on_octets(Bytes) = 0; ///< Borrowed until it returns.
    virtual void on_closed() = 0;      ///< By the other side.

    void on_ready();
    [[nodiscard]] std::optional<Fault> say();
    void listen();

    std::string_view unsaid_;
    std::size_t said_ = 0;
    bool is_connected_ = false;
    bool is_listening_ = false;
    Fd socket_;
    std::optional<loop::Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace signpost::probe
