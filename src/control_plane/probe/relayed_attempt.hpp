// What the kinds do alike whose talking a client library does.
//
// Such a library opens its connection itself: from no source that a check could name, without a
// bound on what it reads, and deaf to the word of routers. So it is told to connect to a port of
// ours on loopback, where nobody answers, and its socket is then replaced by one end of a pair.
// What goes through the pair is passed on, and bounded, over a connection of ours. On the loop's
// thread only.
#pragma once

#include "control_plane/probe/connecting.hpp"
#include "control_plane/probe/timed_attempt.hpp"

namespace signpost::probe {

class RelayedAttempt : public TimedAttempt {
public:
    static constexpr std::size_t kOctetsMax = std::size_t{1} << 20; ///< Received, all together.

    /// What the library said when it was closed is passed on.
    ~RelayedAttempt() override;
    RelayedAttempt(const RelayedAttempt&) = delete;
    RelayedAttempt& operator=(const RelayedAttempt&) = delete;

protected:
    RelayedAttempt(const Engine& engine, const Question& question, std::uint16_t port,
                   OnAnswer on_answer);

    /// There is a connection: the library connects to decoy_port() of 127.0.0.1, and replace() is
    /// given its socket.
    virtual void begin() = 0;
    /// There may be something to read: the library goes on until it waits for more.
    virtual void go_on() = 0;
    /// How much of what was received to let it read next. 0: nothing yet.
    [[nodiscard]] virtual std::size_t portion(Bytes received) const { return received.size(); }

    [[nodiscard]] std::uint16_t decoy_port() const noexcept { return decoy_port_; }
    void replace(int library_socket);
    /// The library has given its connection up for another: begin() is called again.
    void connect_again();
    /// The library hears the end, and is heard no more.
    void hang_up() { ours_.close(); }

    /// In place of answer(): the attempt stays until what runs has returned.
    void end(Fault fault);
    void end(health::Outcome outcome, std::string detail = {});
    [[nodiscard]] bool has_ended() const noexcept { return end_.has_value(); }

private:
    void connect();
    void on_connected(Connected connected);
    void open_decoy();
    void on_ready();
    void receive();
    void relay();
    void hand_over(std::size_t count);
    void tell_end();
    void pass_on();

    const std::uint16_t port_;
    std::optional<Connecting> connecting_;
    Fd decoy_;
    std::uint16_t decoy_port_ = 0;
    Fd ours_; ///< Our end of the pair.
    Fd socket_;
    std::optional<loop::Poll> poll_;     ///< Goes before the socket is closed.
    std::size_t octets_ = 0;             ///< Received.
    std::vector<std::uint8_t> received_; ///< And not yet handed over.
    std::vector<std::uint8_t> unsent_;   ///< Of the library.
    bool is_over_ = false;               ///< The other side says no more.
    std::optional<Fault> end_;
};

} // namespace signpost::probe
