#include "loop/stream.hpp"

#include <cerrno>
#include <span>

namespace signpost::loop {
namespace {

/// Accepted in one turn of the loop, so that a flood of connections leaves time for those we have.
constexpr int kAcceptsPerTurn = 64;

/// Longer than any backlog (net.core.somaxconn is 4096 by default).
constexpr int kAcceptsAtFinish = 8192;

constexpr std::chrono::milliseconds kAcceptRetry{100};

bool is_temporary(int error) noexcept {
    return error == EAGAIN || error == EINTR;
}

/// How many bytes the kernel took, or -1 if the connection is broken.
ssize_t send_some(int socket, Bytes bytes) noexcept {
    const ssize_t taken = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return taken < 0 && is_temporary(errno) ? 0 : taken;
}

} // namespace

Stream::Stream(Loop& loop, Fd socket, std::size_t queue_max, StreamEvents events)
    : state_(std::make_shared<State>()) {
    state_->socket = std::move(socket);
    state_->queue_max = queue_max;
    state_->events = std::move(events);
    state_->read_buffer = loop.read_buffer();
    state_->poll.emplace(loop, state_->socket.number(),
                         [state = state_](int ready) { state->on_ready(ready); });
    if (state_->poll->ok())
        state_->watch();
    else
        close();
}

bool Stream::write(Bytes bytes) {
    State& state = *state_;
    if (!is_open()) return false;
    if (queued() == 0) {
        const ssize_t taken = send_some(state.socket.number(), bytes);
        if (taken < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    if (bytes.empty()) return true;
    if (queued() + bytes.size() > state.queue_max) return false;
    state.queue.insert(state.queue.end(), bytes.begin(), bytes.end());
    state.watch();
    return true;
}

void Stream::pause() noexcept {
    state_->reading = false;
    state_->watch();
}

void Stream::resume() noexcept {
    state_->reading = true;
    state_->watch();
}

void Stream::reset() noexcept {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(state_->socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void Stream::State::on_ready(int ready) {
    if ((ready & UV_WRITABLE) != 0) flush();
    if ((ready & UV_READABLE) != 0 && reading) read_once();
    watch();
}

bool Stream::State::read_once() {
    if (!socket.is_open() || ended) return false;
    const ssize_t count =
        ::recv(socket.number(), read_buffer.data(), read_buffer.size(), MSG_DONTWAIT);
    if (count < 0 && is_temporary(errno)) return false;
    if (count <= 0) {
        end(count == 0 ? End::Finished : End::Broken);
        return false;
    }
    events.on_read(read_buffer.first(static_cast<std::size_t>(count)));
    return true;
}

void Stream::State::flush() {
    if (!socket.is_open() || queue.empty()) return;
    const ssize_t taken = send_some(socket.number(), std::span(queue).subspan(sent));
    if (taken < 0) return end(End::Broken);
    sent += static_cast<std::size_t>(taken);
    if (sent < queue.size()) return;
    queue = {}; // most connections never queue: give the memory back
    sent = 0;
    if (events.on_drained) events.on_drained();
}

void Stream::State::watch() {
    if (!socket.is_open()) return;
    const int readable = reading && !ended ? UV_READABLE : 0;
    const int writable = queue.empty() ? 0 : UV_WRITABLE;
    poll->watch(readable | writable);
}

void Stream::State::end(End how) {
    ended = true;
    if (how == End::Broken) close();
    events.on_end(how);
}

void Stream::State::close() noexcept {
    // libuv must forget the descriptor before its number can be given to the next connection.
    poll.reset();
    socket.close();
    queue = {};
    sent = 0;
}

Listener::Listener(Loop& loop, Fd socket, OnAccept on_accept) : state_(std::make_shared<State>()) {
    state_->socket = std::move(socket);
    state_->on_accept = std::move(on_accept);
    const auto accept_more = [state = state_] {
        if (state->poll) state->poll->watch(UV_READABLE);
    };
    state_->retry.emplace(loop, accept_more);
    state_->poll.emplace(loop, state_->socket.number(),
                         [state = state_](int) { state->accept_up_to(kAcceptsPerTurn); });
    require(state_->poll->ok() ? 0 : UV_ENOMEM, "uv_poll_init");
    state_->poll->watch(UV_READABLE);
}

Listener::~Listener() {
    state_->close();
}

void Listener::finish() {
    state_->accept_up_to(kAcceptsAtFinish);
    state_->close();
}

void Listener::State::accept_up_to(int count) {
    while (count > 0 && accept_one())
        --count;
}

bool Listener::State::accept_one() {
    if (!socket.is_open()) return false;
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    auto* const address = static_cast<sockaddr*>(static_cast<void*>(&peer));
    Fd accepted(::accept4(socket.number(), address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.is_open()) {
        on_accept(std::move(accepted), peer);
        return true;
    }
    if (errno == EINTR || errno == ECONNABORTED) return true;
    if (errno != EAGAIN) {
        // Watching on would spin: the connection that cannot be accepted stays in the queue.
        poll->stop();
        retry->start_once(kAcceptRetry);
    }
    return false;
}

void Listener::State::close() noexcept {
    poll.reset();
    retry.reset();
    socket.close();
}

} // namespace signpost::loop
