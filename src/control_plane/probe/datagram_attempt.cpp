#include "control_plane/probe/datagram_attempt.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace signpost::probe {

using loop::Poll;

void DatagramAttempt::begin(Dialled dialled, Bytes words) {
    if (dialled.fault) return answer_soon(std::move(*dialled.fault));
    socket_ = std::move(dialled.socket);
    poll_.emplace(engine().loop, socket_.number(), [this](int) { on_ready(); });
    if (!poll_->ok()) return answer_soon(unasked("watching a socket", ENOSPC));
    poll_->watch(Poll::kReadable);
    mark_asked();
    if (::send(socket_.number(), words.data(), words.size(), MSG_NOSIGNAL) < 0)
        return answer_soon(unasked("sending", errno));
    note("sent " + std::to_string(words.size()) + " octets");
}

void DatagramAttempt::on_ready() {
    const MutableBytes room = engine().loop.read_buffer();
    const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
    if (count < 0 && errno != EAGAIN)
        return answer(fault_of(socket_.number(), errno, question().target));
    // After an error the loop watches no longer; this one was none.
    poll_->watch(Poll::kReadable);
    if (count >= 0) on_datagram(room.first(static_cast<std::size_t>(count)));
}

} // namespace signpost::probe
