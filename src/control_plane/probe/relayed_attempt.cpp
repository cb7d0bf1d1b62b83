#include "control_plane/probe/relayed_attempt.hpp"

#include "loop/socket_address.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace signpost::probe {
namespace {

using health::Outcome;
using loop::Poll;

/// The farewell of a library should arrive, so it must not be followed by a reset.
void close_gently(int socket) {
    const linger off{.l_onoff = 0, .l_linger = 0};
    static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_LINGER, &off, sizeof off));
}

} // namespace

RelayedAttempt::RelayedAttempt(const Engine& engine, const Question& question, std::uint16_t port,
                               OnAnswer on_answer)
    : TimedAttempt(engine, question, std::move(on_answer)), port_(port) {
    await("no connection");
    connect();
}

RelayedAttempt::~RelayedAttempt() {
    pass_on();
}

void RelayedAttempt::connect() {
    connecting_.emplace(engine().loop, question(), port_,
                        [this](Connected connected) { on_connected(std::move(connected)); });
}

void RelayedAttempt::connect_again() {
    poll_.reset();
    socket_.close();
    ours_.close();
    received_.clear();
    unsent_.clear();
    is_over_ = false;
    connect();
}

void RelayedAttempt::on_connected(Connected connected) {
    if (connected.fault) return answer(std::move(*connected.fault));
    note("connected");
    await("connected, but no login", Outcome::Failed);
    socket_ = std::move(connected.socket);
    close_gently(socket_.number());
    poll_.emplace(engine().loop, socket_.number(), [this](int) { on_ready(); });
    if (!poll_->ok()) return answer(unasked("watching a socket", ENOSPC));
    if (!decoy_.is_open()) open_decoy();
    if (!has_ended()) begin();
    if (!has_ended()) go_on();
    relay();
}

void RelayedAttempt::open_decoy() {
    decoy_ = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!decoy_.is_open()) return end(unasked("socket", errno));
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof where;
    void* const raw = &where;
    auto* const address = static_cast<sockaddr*>(raw);
    if (::bind(decoy_.number(), address, length) != 0 || ::listen(decoy_.number(), 1) != 0 ||
        ::getsockname(decoy_.number(), address, &length) != 0)
        return end(unasked("a port on loopback", errno));
    decoy_port_ = ntohs(where.sin_port);
}

void RelayedAttempt::replace(int library_socket) {
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return end(unasked("a pair of sockets", errno));
    ours_ = Fd(pair[0]);
    const Fd theirs(pair[1]);
    if (::dup3(theirs.number(), library_socket, O_CLOEXEC) < 0)
        end(unasked("replacing a socket", errno));
}

void RelayedAttempt::on_ready() {
    receive();
    relay();
}

void RelayedAttempt::receive() {
    const MutableBytes room = engine().loop.read_buffer();
    const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) return end(fault_of(socket_.number(), errno, question().target));
    is_over_ = count == 0;
    octets_ += static_cast<std::size_t>(count);
    if (octets_ > kOctetsMax) {
        mark_cut();
        return end(Outcome::Failed, "too much was sent");
    }
    const Bytes octets = room.first(static_cast<std::size_t>(count));
    received_.insert(received_.end(), octets.begin(), octets.end());
}

void RelayedAttempt::relay() {
    while (!has_ended() && !received_.empty()) { // ends: each turn takes some of it
        const std::size_t count = portion(received_);
        if (count == 0) break;
        hand_over(count);
        if (!has_ended()) go_on();
    }
    if (!has_ended() && is_over_) tell_end();
    if (!has_ended()) pass_on();
    if (has_ended()) return answer(*end_);
    if (poll_) poll_->watch(unsent_.empty() ? Poll::kReadable : Poll::kReadable | Poll::kWritable);
}

/// The library has read all that was there before, so there is room.
void RelayedAttempt::hand_over(std::size_t count) {
    const ssize_t sent = ::send(ours_.number(), received_.data(), count, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(count)) return end(unasked("a pair of sockets", errno));
    received_.erase(received_.begin(), received_.begin() + sent);
}

/// The library may then have reasons to connect again, but none to wait.
void RelayedAttempt::tell_end() {
    ::shutdown(ours_.number(), SHUT_WR);
    go_on();
    if (is_over_) end(Outcome::Failed, "closed the connection");
}

void RelayedAttempt::pass_on() {
    std::array<std::uint8_t, 4096> room{};
    for (;;) { // ends: each turn takes what the library has said
        const ssize_t count = ::recv(ours_.number(), room.data(), room.size(), 0);
        if (count <= 0) break;
        unsent_.insert(unsent_.end(), room.begin(), room.begin() + count);
    }
    if (unsent_.empty()) return;
    const ssize_t sent = ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent > 0) unsent_.erase(unsent_.begin(), unsent_.begin() + sent);
    if (sent < 0 && errno != EAGAIN) end(fault_of(socket_.number(), errno, question().target));
}

void RelayedAttempt::end(Fault fault) {
    if (!end_) end_ = std::move(fault);
}

void RelayedAttempt::end(Outcome outcome, std::string detail) {
    end(Fault{outcome, std::move(detail)});
}

} // namespace signpost::probe
