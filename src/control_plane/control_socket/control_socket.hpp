// The UNIX socket through which signpostctl talks to the server.
//
// Whoever may open the socket may command the server: its mode decides. Clients are still not
// trusted to be sane: lines, connections and waiting are bounded. On the loop's thread only. What a
// request does is the caller's; here is only asking and answering.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"
#include "control_plane/control_socket/request.hpp"
#include "loop/loop.hpp"
#include "loop/stream.hpp"

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace signpost::control_socket {

/// Who owns the socket's file. The group may use the socket, too.
struct Owner {
    uid_t user;
    gid_t group;
};

/// Opens the listening socket at `path`, mode 0660. A file left behind by a server that died is
/// replaced; if a server answers there, that is an error.
///
/// Call before other threads start: the process's umask is changed for a moment.
[[nodiscard]] Result<Fd> open_socket(const std::filesystem::path& path, Owner owner);

/// Sends the response; may be called later, once, on the loop. If the client has gone, nothing
/// happens.
using Respond = std::function<void(const std::string& line)>;
using OnRequest = std::function<void(const Request& request, const Respond& respond)>;

class ControlSocket {
public:
    static constexpr std::size_t kClientsMax = 32;
    static constexpr std::size_t kRequestMax = 65536; ///< Octets in a line.
    /// A status of 10,000 zones with complaints has a few million octets.
    static constexpr std::size_t kResponseMax = std::size_t{64} << 20;
    /// A watcher that is behind by more octets of lines is let go.
    static constexpr std::size_t kBehindMax = std::size_t{1} << 20;
    /// A client that asks nothing for this long is let go, unless it watches.
    static constexpr std::chrono::seconds kIdleMax{30};

    /// `listening` comes from open_socket().
    ControlSocket(loop::Loop& loop, Fd listening, OnRequest on_request);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    /// Whether tell_watchers() would reach anybody.
    [[nodiscard]] bool is_watched() const;
    /// Sends a line, with its newline, to all whose WatchRequest has had its response.
    void tell_watchers(const std::string& line);

private:
    struct Clients;
    std::shared_ptr<Clients> clients_; ///< Shared with responses that are still to come.
    loop::Listener listener_;
};

} // namespace signpost::control_socket
