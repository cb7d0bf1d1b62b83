#include "ask.hpp"

#include "base/fd.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

namespace signpost::ctl {
namespace {

/// A reload of large zones takes seconds, a probe up to a minute and its turn.
constexpr std::chrono::seconds kPatience{120};

Error connect_error(const std::string& path) {
    const int error = errno;
    switch (error) {
    case ENOENT:
        return Error("no server at " + path +
                     ": signpostd is not running, or uses another socket "
                     "(/server/control in its configuration; then give --socket)");
    case ECONNREFUSED:
        return Error("nobody answers at " + path + ": signpostd is not running");
    case EAGAIN:
        return Error("nobody takes the question at " + path + ": the server hangs");
    case EACCES:
    case EPERM:
        return Error("no permission to use " + path +
                     ": become root, or a member of the group that owns it");
    default:
        return Error("cannot connect to " + path + ": " + std::system_category().message(error));
    }
}

/// For each octet that is waited for. 0: without end.
void set_patience(const Fd& socket, std::chrono::seconds patience) {
    const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Result<Fd> connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Error(path + ": too long for a UNIX socket");
    std::memcpy(&address.sun_path[0], path.c_str(), path.size() + 1);
    Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    set_patience(socket, kPatience);
    const void* generic = &address;
    if (::connect(socket.number(), static_cast<const sockaddr*>(generic), sizeof address) != 0)
        return connect_error(path);
    return socket;
}

Error end_of_answer(ssize_t got) {
    if (got < 0 && errno == EAGAIN)
        return Error("the server has not answered for " + std::to_string(kPatience.count()) +
                     " s: it hangs, or is very busy");
    return Error("the server ended the conversation: see its log");
}

/// A socket that blocks takes it whole.
std::optional<Error> send_line(const Fd& socket, std::string_view line) {
    if (::send(socket.number(), line.data(), line.size(), MSG_NOSIGNAL) >= 0) return std::nullopt;
    return Error("cannot ask the server: " + std::system_category().message(errno));
}

} // namespace

Result<std::string> ask(const std::string& socket_path, std::string_view request) {
    std::string response;
    const auto take = [&response](const std::string& line) {
        response = line;
        return false;
    };
    if (std::optional<Error> fault = follow(socket_path, request, take)) return *std::move(fault);
    return response;
}

std::optional<Error> follow(const std::string& socket_path, std::string_view request,
                            const std::function<bool(const std::string&)>& on_line) {
    const Result<Fd> socket = connect_to(socket_path);
    if (!socket) return socket.error();
    if (std::optional<Error> fault = send_line(*socket, request)) return fault;
    std::string received;
    for (;;) {
        std::array<char, 65536> buffer{};
        const ssize_t got = ::recv(socket->number(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return end_of_answer(got);
        std::size_t searched = received.size();
        received.append(buffer.data(), static_cast<std::size_t>(got));
        for (std::size_t end = 0; (end = received.find('\n', searched)) != std::string::npos;
             searched = 0) {
            if (!on_line(received.substr(0, end))) return std::nullopt;
            received.erase(0, end + 1);
            set_patience(*socket, {}); // what comes after the first line is told when it happens
        }
    }
}

} // namespace signpost::ctl
