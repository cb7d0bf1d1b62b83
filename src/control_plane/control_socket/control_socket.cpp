#include "control_plane/control_socket/control_socket.hpp"

#include "control_plane/control_socket/protocol.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace signpost::control_socket {
namespace {

Error last_error(const std::string& doing) {
    return Error("cannot " + doing + ": " + std::system_category().message(errno));
}

bool make_address(const std::filesystem::path& path, sockaddr_un& address) {
    const std::string& text = path.native();
    address.sun_family = AF_UNIX;
    if (text.size() >= sizeof address.sun_path) return false;
    std::memcpy(&address.sun_path[0], text.c_str(), text.size() + 1);
    return true;
}

const sockaddr* generic(const sockaddr_un& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

/// Whether a server accepts connections at `address`.
bool is_answered(const sockaddr_un& address) {
    const Fd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(probe.number(), generic(address), sizeof address) == 0) return true;
    return errno == EAGAIN; // its queue of waiting connections is full
}

/// Binds so that the file has mode 0660 from its first moment.
bool bind_private(const Fd& socket, const sockaddr_un& address) {
    const mode_t before = ::umask(0117);
    const bool bound = ::bind(socket.number(), generic(address), sizeof address) == 0;
    const int error = errno;
    ::umask(before);
    errno = error;
    return bound;
}

} // namespace

Result<Fd> open_socket(const std::filesystem::path& path, Owner owner) {
    sockaddr_un address{};
    if (!make_address(path, address)) return Error("the path is too long for a UNIX socket");

    Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return last_error("open a socket");
    bool bound = bind_private(socket, address);
    if (!bound && errno == EADDRINUSE) {
        if (is_answered(address)) return Error("another server answers there");
        struct stat found {};
        if (::lstat(path.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode))
            return Error("there is a file that is not a socket");
        ::unlink(path.c_str());
        bound = bind_private(socket, address);
    }
    if (!bound) return last_error("bind");
    // Only root may give files away; anyone else owns the file already.
    if (::geteuid() == 0 && ::chown(path.c_str(), owner.user, owner.group) != 0)
        return last_error("change the owner");
    if (::listen(socket.number(), static_cast<int>(ControlSocket::kClientsMax)) != 0)
        return last_error("listen");
    return socket;
}

/// Everybody connected now. A client is named by a number that is never used again, so that a late
/// response cannot reach a later client.
struct ControlSocket::Clients {
    struct Client {
        std::string received;
        bool is_waiting = false;   ///< For the response to its command.
        bool has_finished = false; ///< Sends no more, but may still read.
        bool is_watching = false;  ///< From its next response on.
        std::optional<loop::Stream> stream;
        std::optional<loop::Timer> idle;
    };

    loop::Loop& loop;
    OnRequest on_request;
    std::weak_ptr<Clients> self;
    std::uint64_t next_number = 0;
    std::map<std::uint64_t, Client> connected;

    void add(Fd socket) {
        if (connected.size() >= kClientsMax) return; // closed: the operator tries again
        const std::uint64_t number = next_number++;
        Client& client = connected[number];
        client.idle.emplace(loop, [this, number] { connected.erase(number); });
        client.idle->start_once(kIdleMax);
        client.stream.emplace(loop, std::move(socket), kResponseMax,
                              loop::StreamEvents{
                                  .on_read = [this, number](Bytes bytes) { read(number, bytes); },
                                  .on_end = [this, number](loop::End how) { end(number, how); },
                                  .on_drained = [this, number] { close_if_done(number); },
                              });
    }

    void read(std::uint64_t number, Bytes bytes) {
        Client& client = connected.at(number);
        if (client.is_watching) return;
        client.received.append(bytes.begin(), bytes.end());
        answer_next(number);
    }

    /// Starts on the next whole line, unless the client still waits for an earlier one.
    void answer_next(std::uint64_t number) {
        Client& client = connected.at(number);
        if (client.is_waiting) return;
        const std::size_t length = client.received.find('\n');
        if (std::min(length, client.received.size()) > kRequestMax) {
            connected.erase(number);
            return;
        }
        if (length == std::string::npos) return close_if_done(number);
        const std::string line = client.received.substr(0, length);
        client.received.erase(0, length + 1);
        client.is_waiting = true;
        client.idle->stop();
        client.stream->pause(); // so what a client sends ahead is bounded by the kernel
        const auto respond = [clients = self, number](const std::string& response) {
            if (const auto alive = clients.lock()) alive->respond(number, response);
        };
        const Result<Request> request = parse_request(line);
        if (request) {
            client.is_watching = std::holds_alternative<WatchRequest>(*request);
            on_request(*request, respond);
        } else
            respond(to_line(request.error()));
    }

    /// A watcher has no more to ask, so one that ends its side has gone, too.
    void end(std::uint64_t number, loop::End how) {
        if (how == loop::End::Broken || connected.at(number).is_watching) {
            connected.erase(number);
            return;
        }
        connected.at(number).has_finished = true;
        close_if_done(number);
    }

    /// A client that sends no more is let go once it has all its responses.
    void close_if_done(std::uint64_t number) {
        const Client& client = connected.at(number);
        const bool owes = client.is_waiting || client.stream->queued() > 0 ||
                          client.received.find('\n') != std::string::npos;
        if (client.has_finished && !owes) connected.erase(number);
    }

    static bool write(Client& client, const std::string& line) {
        const auto* octets =
            static_cast<const std::uint8_t*>(static_cast<const void*>(line.data()));
        return client.stream->write({octets, line.size()});
    }

    [[nodiscard]] bool is_watched() const {
        return std::ranges::any_of(connected,
                                   [](const auto& one) { return one.second.is_watching; });
    }

    void tell_watchers(const std::string& line) {
        for (auto at = connected.begin(); at != connected.end();) {
            Client& client = at->second;
            const bool is_told = client.is_watching && !client.is_waiting;
            const bool keeps_up =
                !is_told || (write(client, line) && client.stream->queued() <= kBehindMax);
            at = keeps_up ? std::next(at) : connected.erase(at);
        }
    }

    void respond(std::uint64_t number, const std::string& response) {
        const auto found = connected.find(number);
        if (found == connected.end()) return;
        Client& client = found->second;
        client.is_waiting = false;
        if (!write(client, response)) {
            connected.erase(found);
            return;
        }
        client.stream->resume();
        if (client.is_watching) return;
        client.idle->start_once(kIdleMax);
        // On the next turn, so that a client who sends many lines at once costs no stack.
        loop.post([clients = self, number] {
            const auto alive = clients.lock();
            if (alive && alive->connected.contains(number)) alive->answer_next(number);
        });
    }
};

ControlSocket::ControlSocket(loop::Loop& loop, Fd listening, OnRequest on_request)
    : clients_(std::make_shared<Clients>(
          Clients{.loop = loop, .on_request = std::move(on_request), .self = {}, .connected = {}})),
      listener_(loop, std::move(listening), [clients = clients_.get()](Fd socket, const auto&) {
          clients->add(std::move(socket));
      }) {
    clients_->self = clients_;
}

ControlSocket::~ControlSocket() = default;

bool ControlSocket::is_watched() const {
    return clients_->is_watched();
}

void ControlSocket::tell_watchers(const std::string& line) {
    clients_->tell_watchers(line);
}

} // namespace signpost::control_socket
