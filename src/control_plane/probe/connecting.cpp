#include "control_plane/probe/connecting.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace signpost::probe {

Connecting::Connecting(loop::Loop& loop, const Question& question, std::uint16_t port,
                       OnConnected on_connected)
    : target_(question.target), on_connected_(std::move(on_connected)),
      timer_(loop, [this] { end({.socket = {}, .fault = std::move(fault_)}); }) {
    begin(loop, question, port);
}

void Connecting::begin(loop::Loop& loop, const Question& question, std::uint16_t port) {
    Dialled dialled = dial(question, SOCK_STREAM, port);
    if (dialled.fault) return fail_soon(std::move(*dialled.fault));
    socket_ = std::move(dialled.socket);
    poll_.emplace(loop, socket_.number(), [this](int) { on_ready(); });
    if (!poll_->ok()) return fail_soon(unasked("watching a socket", ENOSPC));
    poll_->watch(loop::Poll::kWritable);
}

void Connecting::on_ready() {
    std::optional<Fault> fault = connect_fault(socket_.number(), target_);
    poll_.reset(); // whoever gets the socket watches it
    if (fault) return end({.socket = {}, .fault = std::move(fault)});
    reset_on_close(socket_.number());
    end({.socket = std::move(socket_), .fault = std::nullopt});
}

void Connecting::end(Connected connected) {
    const OnConnected on_connected = std::move(on_connected_); // it may destroy what it is part of
    on_connected(std::move(connected));
}

void Connecting::fail_soon(Fault fault) {
    fault_ = std::move(fault);
    timer_.start_once(std::chrono::milliseconds{0});
}

} // namespace signpost::probe
