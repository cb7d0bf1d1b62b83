#include "data_plane/tcp_connection.hpp"

namespace signpost::data_plane {

TcpConnection::TcpConnection(Shared& shared, Fd socket, const Address& client, OnPhase on_phase)
    : shared_(shared), client_(client), on_phase_(std::move(on_phase)),
      stream_(shared.loop, std::move(socket), kAnswersSize,
              {.on_read = [this](Bytes bytes) { on_read(bytes); },
               .on_end = [this](loop::End end) { on_end(end); },
               .on_drained = [this] { on_drained(); }}) {}

void TcpConnection::on_read(Bytes bytes) {
    frames_.feed(bytes);
    settle(answer_waiting());
}

void TcpConnection::on_end(loop::End end) {
    last_ = true;
    if (end == loop::End::Broken || phase_ != Phase::Writing) close();
}

void TcpConnection::on_drained() {
    frames_.feed({});
    answer_waiting();
    settle(true);
}

void TcpConnection::finish() {
    for (int reads = 0; reads < kReadsAtFinish && phase_ != Phase::Writing; ++reads)
        if (!stream_.read_now()) break;
    last_ = true;
    if (phase_ != Phase::Writing) close();
}

void TcpConnection::close() {
    // Told first: a client that sees the end of one connection may open the next at once.
    const Phase before = std::exchange(phase_, Phase::Closed);
    if (before != Phase::Closed) on_phase_(Phase::Closed);
    // Answers that were not taken in time would stay in the kernel for minutes.
    if (before == Phase::Writing)
        stream_.reset();
    else
        stream_.close();
}

/// Answers whole queries until there are none left or the client does not keep up. True if there
/// were any.
bool TcpConnection::answer_waiting() {
    MutableBytes room = shared_.answers;
    bool any = false;
    std::size_t used = 0;
    while (const std::optional<Bytes> query = frames_.next()) {
        any = true;
        const MutableBytes frame = room.subspan(used, wire::kFrameMax);
        const std::size_t length =
            shared_.answer(*query, client_, frame.subspan(wire::kFrameLengthSize));
        if (length == 0) continue;
        wire::write_frame_length(frame, length);
        used += wire::kFrameLengthSize + length;
        if (room.size() - used >= wire::kFrameMax) continue;
        if (!send(std::exchange(used, 0)) || stream_.queued() > 0) break;
    }
    send(used);
    frames_.keep();
    return any;
}

bool TcpConnection::send(std::size_t count) {
    if (count == 0) return true;
    if (stream_.write(Bytes(shared_.answers).first(count))) return true;
    close();
    return false;
}

/// Finds the phase after something happened. A query that comes bit by bit, or an answer that is
/// taken bit by bit, stays in the phase it was in: its time runs on unless one was finished.
void TcpConnection::settle(bool progressed) {
    if (phase_ == Phase::Closed) return;
    const Phase before = phase_;
    if (stream_.queued() > 0)
        phase_ = Phase::Writing;
    else if (last_)
        return close();
    else
        phase_ = frames_.has_rest() ? Phase::Reading : Phase::Idle;

    if (phase_ == Phase::Writing)
        stream_.pause();
    else if (before == Phase::Writing)
        stream_.resume();
    if (phase_ != before || progressed) on_phase_(phase_);
}

} // namespace signpost::data_plane
