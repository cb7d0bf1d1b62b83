#include "control_plane/probe/stream_attempt.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace signpost::probe {

using loop::Poll;

void StreamAttempt::begin(std::uint16_t port, std::string_view words) {
    unsaid_ = words;
    Dialled dialled = dial(question(), SOCK_STREAM, port);
    if (dialled.fault) return answer_soon(std::move(*dialled.fault));
    socket_ = std::move(dialled.socket);
    poll_.emplace(engine().loop, socket_.number(), [this](int) { on_ready(); });
    if (!poll_->ok()) return answer_soon(unasked("watching a socket", ENOSPC));
    poll_->watch(Poll::kWritable);
    await("no connection");
}

void StreamAttempt::on_ready() {
    if (is_listening_) return listen();
    if (!is_connected_) {
        if (std::optional<Fault> fault = connect_fault(socket_.number(), question().target))
            return answer(std::move(*fault));
        is_connected_ = true;
        note("connected");
        await("connected, but no answer", health::Outcome::Failed);
        mark_asked();
    }
    if (std::optional<Fault> fault = say()) return answer(std::move(*fault));
    if (!unsaid_.empty()) return poll_->watch(Poll::kWritable);
    if (said_ != 0) note("sent " + std::to_string(said_) + " octets");
    is_listening_ = true;
    poll_->watch(Poll::kReadable);
    on_said();
}

std::optional<Fault> StreamAttempt::say() {
    if (unsaid_.empty()) return std::nullopt;
    const ssize_t count = ::send(socket_.number(), unsaid_.data(), unsaid_.size(), MSG_NOSIGNAL);
    if (count < 0)
        return errno == EAGAIN
                   ? std::nullopt
                   : std::optional(fault_of(socket_.number(), errno, question().target));
    said_ += static_cast<std::size_t>(count);
    unsaid_.remove_prefix(static_cast<std::size_t>(count));
    return std::nullopt;
}

void StreamAttempt::listen() {
    const MutableBytes room = engine().loop.read_buffer();
    const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
    if (count > 0) return on_octets(room.first(static_cast<std::size_t>(count)));
    if (count == 0) return on_closed();
    if (errno != EAGAIN) return answer(fault_of(socket_.number(), errno, question().target));
    // After an error that turned out to be none, the loop watches no longer.
    poll_->watch(Poll::kReadable);
}

} // namespace signpost::probe
