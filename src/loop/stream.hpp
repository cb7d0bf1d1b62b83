// One accepted connection, UNIX or TCP, and the socket that accepts them.
//
// Used by the TCP server and by the control socket. A Stream reads into the loop's one buffer and
// writes at once what the kernel takes; only the rest is queued. It knows no framing and no
// timeouts.
#pragma once

#include "base/fd.hpp"
#include "loop/poll.hpp"
#include "loop/timer.hpp"

#include <sys/socket.h>

#include <cstddef>

namespace signpost::loop {

enum class End : std::uint8_t {
    Finished, ///< The peer sends no more, but may still read. The stream is open.
    Broken,   ///< Reset, or the like. The stream is closed.
};

struct StreamEvents {
    std::function<void(Bytes)> on_read; ///< The bytes are borrowed until it returns.
    std::function<void(End)> on_end;    ///< Once, and not after close().
    Callback on_drained;                ///< The kernel has taken all that was queued. Optional.
};

class Stream {
public:
    /// Reads from the start. `queue_max` bounds the bytes queued for a peer that reads slowly.
    Stream(Loop& loop, Fd socket, std::size_t queue_max, StreamEvents events);
    ~Stream() { close(); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Sends `bytes`, queueing what the kernel does not take yet. False if they do not fit the
    /// queue (then none of them is queued) or the stream is closed: nothing is left but close().
    [[nodiscard]] bool write(Bytes bytes);
    [[nodiscard]] std::size_t queued() const noexcept {
        return state_->queue.size() - state_->sent;
    }

    /// Back pressure: what the peer sends stays in the kernel until resume().
    void pause() noexcept;
    void resume() noexcept;
    /// Reads once, without waiting for the loop to say so. False if no bytes were there.
    bool read_now() { return state_->read_once(); }

    void close() noexcept { state_->close(); } ///< No event follows. Closing twice is fine.
    /// Closes and makes the kernel forget what the peer has not taken, instead of keeping it.
    void reset() noexcept;
    [[nodiscard]] bool is_open() const noexcept { return state_->socket.is_open(); }

private:
    // Shared with the callbacks of `poll`, so that it outlives a Stream destroyed in one of them.
    struct State {
        Fd socket;
        std::size_t queue_max = 0;
        StreamEvents events;
        MutableBytes read_buffer;
        std::optional<Poll> poll; ///< Goes before the socket is closed.
        std::vector<std::uint8_t> queue;
        std::size_t sent = 0; ///< How much of `queue` the kernel has.
        bool reading = true;
        bool ended = false;

        void on_ready(int ready);
        bool read_once();
        void flush();
        void watch();
        void close() noexcept;
        void end(End how);
    };
    std::shared_ptr<State> state_;
};

class Listener {
public:
    /// `peer` is the address of the other end, of the family of the listening socket.
    using OnAccept = std::function<void(Fd socket, const sockaddr_storage& peer)>;

    /// `socket` is bound and listening. Without descriptors or memory for another connection it
    /// tries again every 100 ms; until then clients wait in the kernel's queue.
    Listener(Loop& loop, Fd socket, OnAccept on_accept);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Accepts what waits in the kernel's queue, then listens no more.
    void finish();

private:
    // Shared with the callbacks, as in Stream.
    struct State {
        Fd socket;
        OnAccept on_accept;
        std::optional<Poll> poll; ///< Goes before the socket is closed.
        std::optional<Timer> retry;

        void accept_up_to(int count);
        bool accept_one();
        void close() noexcept;
    };
    std::shared_ptr<State> state_;
};

} // namespace signpost::loop
