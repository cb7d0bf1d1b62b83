#include "support/scripted_endpoint.hpp"

#include "loop/socket_address.hpp"

#include <netinet/in.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace signpost::test {
namespace {

void require(bool worked, const char* what) {
    if (!worked) throw std::runtime_error(what);
}

std::uint16_t port_of(const sockaddr_storage& raw) {
    // The port is at the same place for both families.
    sockaddr_in in{};
    std::memcpy(&in, &raw, sizeof in);
    return ntohs(in.sin_port);
}

} // namespace

Fd bound_socket(int type, std::string_view host, SocketAddress& where) {
    where = {.address = *parse_address(host), .port = 0};
    const int family = where.address.family == Family::V4 ? AF_INET : AF_INET6;
    Fd socket(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const loop::RawSocketAddress raw = loop::to_raw(where);
    require(::bind(socket.number(), raw.get(), raw.length) == 0, "bind");
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    void* const octets = &bound;
    require(::getsockname(socket.number(), static_cast<sockaddr*>(octets), &length) == 0,
            "getsockname");
    where.port = port_of(bound);
    return socket;
}

ScriptedEndpoint::ScriptedEndpoint(loop::Loop& loop, Script script, std::string_view host)
    : loop_(loop), script_(std::move(script)) {
    Fd socket = bound_socket(SOCK_STREAM, host, where_);
    require(::listen(socket.number(), 1000) == 0, "listen");
    if (!script_.accepts)
        unaccepted_ = std::move(socket);
    else
        listener_.emplace(loop, std::move(socket), [this](Fd accepted, const auto& peer) {
            on_accept(std::move(accepted), peer);
        });
}

void ScriptedEndpoint::on_accept(Fd socket, const sockaddr_storage& peer) {
    ++connections_;
    last_peer_ = loop::address_of(peer);
    streams_.emplace_back(
        loop_, std::move(socket), std::size_t{64} << 20,
        loop::StreamEvents{
            .on_read =
                [this, at = streams_.size()](Bytes bytes) {
                    on_read(*std::next(streams_.begin(), static_cast<std::ptrdiff_t>(at)), bytes);
                },
            .on_end = [this](loop::End end) { resets_seen_ += end == loop::End::Broken ? 1 : 0; },
            .on_drained = {}});
    loop::Stream& stream = streams_.back();
    say(stream, script_.greeting);
    if (script_.greeting.empty() && !script_.answer.empty()) return;
    if (script_.resets) stream.reset();
    if (script_.closes) stream.close();
}

void ScriptedEndpoint::on_read(loop::Stream& stream, Bytes bytes) {
    received_.append(bytes.begin(), bytes.end());
    for (std::size_t i = 0; i < script_.answer_times; ++i)
        say(stream, script_.answer);
    if (script_.resets) stream.reset();
    if (script_.closes) stream.close();
}

void ScriptedEndpoint::say(loop::Stream& stream, std::string_view text) const {
    const void* const octets = text.data();
    // Who no longer listens is not told.
    if (!text.empty())
        static_cast<void>(stream.write({static_cast<const std::uint8_t*>(octets), text.size()}));
}

ScriptedUdpEndpoint::ScriptedUdpEndpoint(loop::Loop& loop, std::vector<std::string> answers,
                                         std::string_view host)
    : answers_(std::move(answers)), socket_(bound_socket(SOCK_DGRAM, host, where_)) {
    poll_.emplace(loop, socket_.number(), [this](int) { on_ready(); });
    poll_->watch(loop::Poll::kReadable);
}

void ScriptedUdpEndpoint::on_ready() {
    std::array<char, 65536> room{};
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    void* const octets = &peer;
    const ssize_t count = ::recvfrom(socket_.number(), room.data(), room.size(), 0,
                                     static_cast<sockaddr*>(octets), &length);
    if (count < 0) return;
    received_.assign(room.data(), static_cast<std::size_t>(count));
    for (const std::string& answer : answers_)
        static_cast<void>(::sendto(socket_.number(), answer.data(), answer.size(), 0,
                                   static_cast<sockaddr*>(octets), length));
}

} // namespace signpost::test
