#include "control_plane/probe/dial.hpp"

#include "loop/socket_address.hpp"

#include <netinet/in.h>

#include <cerrno>

namespace signpost::probe {
namespace {

void switch_on(int socket, int level, int option) {
    const int on = 1;
    // What cannot be switched on is done without: the kernel is older than the option.
    static_cast<void>(::setsockopt(socket, level, option, &on, sizeof on));
}

std::optional<Fault> bind_address(int socket, Family family, const Address& address) {
    if (address.family != family)
        return Fault{health::Outcome::Unasked,
                     "source address " + to_text(address) + " is of the other IP version"};
    // The port is chosen when connecting, so that it must be unused towards one target only.
    switch_on(socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT);
    const loop::RawSocketAddress raw = loop::to_raw({.address = address, .port = 0});
    if (::bind(socket, raw.get(), raw.length) == 0) return std::nullopt;
    return unasked("source address " + to_text(address), errno);
}

} // namespace

std::optional<Fault> bind_source(int socket, Family family, const config::Source& source) {
    const std::string& interface = source.interface;
    if (!interface.empty() && ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.data(),
                                           static_cast<socklen_t>(interface.size())) != 0)
        return unasked("interface " + interface, errno);
    if (source.address) return bind_address(socket, family, *source.address);
    return std::nullopt;
}

Dialled dial(const Question& question, int type, std::uint16_t port) {
    const int domain = question.target.family == Family::V4 ? AF_INET : AF_INET6;
    Fd socket(::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return {.socket = {}, .fault = unasked("socket", errno)};
    return dial(std::move(socket), question, port);
}

Dialled dial(Fd socket, const Question& question, std::uint16_t port) {
    const Family family = question.target.family;
    if (family == Family::V4)
        switch_on(socket.number(), SOL_IP, IP_RECVERR);
    else
        switch_on(socket.number(), SOL_IPV6, IPV6_RECVERR);
    if (std::optional<Fault> fault = bind_source(socket.number(), family, question.source))
        return {.socket = {}, .fault = std::move(fault)};
    const loop::RawSocketAddress raw = loop::to_raw({.address = question.target, .port = port});
    if (::connect(socket.number(), raw.get(), raw.length) == 0 || errno == EINPROGRESS)
        return {.socket = std::move(socket), .fault = std::nullopt};
    const int error = errno;
    // A port of our own host may be found closed at once; anything else at once is our own doing.
    Fault fault = error == ECONNREFUSED ? fault_of(socket.number(), error, question.target)
                                        : unasked("connecting", error);
    return {.socket = {}, .fault = std::move(fault)};
}

std::optional<Fault> connect_fault(int socket, const Address& target) {
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
    if (error == 0) return std::nullopt;
    return fault_of(socket, error, target);
}

void reset_on_close(int socket) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

} // namespace signpost::probe
