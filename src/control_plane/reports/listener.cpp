#include "control_plane/reports/listener.hpp"

#include "base/fd.hpp"
#include "control_plane/reports/occupancy.hpp"
#include "loop/poll.hpp"
#include "loop/socket_address.hpp"
#include "loop/timer.hpp"

#include <microhttpd.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <strings.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace signpost::reports {

namespace {

// Reports are small, and connections few and short.
constexpr std::size_t kBodyMax = 4096;
constexpr std::size_t kReadMax = 65'536; // a body that goes on is read so far, to be answered
constexpr std::size_t kHeadersMax = 16'384;
constexpr unsigned kConnectionsMax = 200;
constexpr std::size_t kConnectionsPerNetwork = 50;
constexpr unsigned kIdleMaxS = 10;

} // namespace

struct Expectations {
    Expectations(loop::Loop& a_loop, Listener::OnReport callback, const Limits& limits)
        : loop(a_loop), on_report(std::move(callback)), limit(limits.rate),
          occupancy({.per_network = kConnectionsPerNetwork,
                     .connection_max_ms = limits.connection_max_ms}),
          timer(loop, [this] { hang_up(); }) {}

    void hang_up();
    void set_timer();

    loop::Loop& loop;
    Listener::OnReport on_report;
    RateLimit limit;
    Listener::Checks checks;
    Occupancy occupancy;
    loop::Timer timer; ///< For those who stay too long.
};

/// The daemon finds that the connection has ended, and closes it.
void Expectations::hang_up() {
    for (const int socket : occupancy.take_late(loop.now_ms()))
        static_cast<void>(::shutdown(socket, SHUT_RDWR));
    set_timer();
}

void Expectations::set_timer() {
    const std::optional<std::uint64_t> next = occupancy.next_late_ms();
    if (!next) return timer.stop();
    const std::uint64_t now = loop.now_ms();
    timer.start_once(std::chrono::milliseconds{*next > now ? *next - now : 0});
}

namespace {

/// A request that was let in, while its body comes.
struct Upload {
    Subject subject;
    std::string body;
    std::size_t read = 0; ///< Octets of it, kept or not.
};

struct Refusal {
    unsigned status = 0;
    std::string why;
};

Error cannot_listen(const SocketAddress& where, int error) {
    return Error("cannot listen for reports on " + to_text(where) + ": " +
                 std::system_category().message(error));
}

Result<Fd> listen_at(const SocketAddress& where) {
    const loop::RawSocketAddress raw = loop::to_raw(where);
    const int family = raw.storage.ss_family;
    Fd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return cannot_listen(where, errno);
    const int on = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(socket.number(), raw.get(), raw.length) != 0 ||
        ::listen(socket.number(), SOMAXCONN) != 0)
        return cannot_listen(where, errno);
    return socket;
}

std::uint16_t port_of(int socket) {
    sockaddr_in6 raw{}; // the port of sockaddr_in stands at the same place
    socklen_t length = sizeof raw;
    void* const octets = &raw;
    ::getsockname(socket, static_cast<sockaddr*>(octets), &length);
    return ntohs(raw.sin6_port);
}

Address address_of(const sockaddr& told) {
    sockaddr_storage raw{};
    const bool is_v6 = told.sa_family == AF_INET6;
    std::memcpy(&raw, &told, is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
    return loop::address_of(raw);
}

Address client_of(MHD_Connection* connection) {
    const MHD_ConnectionInfo* const told =
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libmicrohttpd's way
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return address_of(*told->client_addr);
}

int socket_of(MHD_Connection* connection) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libmicrohttpd's way
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

std::string_view header_of(MHD_Connection* connection, const char* name) {
    const char* const value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value != nullptr ? value : "";
}

/// RFC 6750 §2.1; the word before the token may be spelt as one likes.
std::string_view token_of(MHD_Connection* connection) {
    constexpr std::string_view kScheme = "bearer ";
    const std::string_view header = header_of(connection, MHD_HTTP_HEADER_AUTHORIZATION);
    const bool is_bearer = header.size() > kScheme.size() &&
                           ::strncasecmp(header.data(), kScheme.data(), kScheme.size()) == 0;
    return is_bearer ? header.substr(kScheme.size()) : std::string_view{};
}

MHD_Result reply(MHD_Connection* connection, unsigned status, std::string text) {
    MHD_Response* const response =
        MHD_create_response_from_buffer(text.size(), text.data(), MHD_RESPMEM_MUST_COPY);
    if (response == nullptr) return MHD_NO;
    if (!text.empty())
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    if (status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    if (status == MHD_HTTP_TOO_MANY_REQUESTS)
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    const MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

MHD_Result refuse(MHD_Connection* connection, const Refusal& refusal) {
    const nlohmann::json text{{"error", refusal.why}};
    return reply(connection, refusal.status,
                 text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

/// Before the body is read. Who does not know a token is not told which checks there are.
std::optional<Refusal> admit(Expectations& ours, MHD_Connection* connection, const char* path,
                             std::string_view method, Subject& subject) {
    if (!ours.limit.admit(client_of(connection), ours.loop.now_ms()))
        return Refusal{MHD_HTTP_TOO_MANY_REQUESTS, "too many reports from this address"};
    Result<Subject> parsed = parse_path(path);
    if (!parsed) return Refusal{MHD_HTTP_NOT_FOUND, parsed.error().reason()};
    if (method != MHD_HTTP_METHOD_POST)
        return Refusal{MHD_HTTP_METHOD_NOT_ALLOWED, "reports are sent with POST"};
    const auto check = ours.checks.find(parsed->check);
    const std::string_view token = token_of(connection);
    if (token.empty())
        return Refusal{MHD_HTTP_UNAUTHORIZED, "the header \"Authorization: Bearer TOKEN\" is "
                                              "missing"};
    if (check == ours.checks.end() || !is_same_secret(token, check->second.token))
        return Refusal{MHD_HTTP_UNAUTHORIZED,
                       "no check \"" + parsed->check + "\" of kind report has this token"};
    subject = *std::move(parsed);
    return std::nullopt;
}

MHD_Result take(Expectations& ours, MHD_Connection* connection, const Upload& upload) {
    ours.occupancy.renew(socket_of(connection), ours.loop.now_ms());
    if (upload.read > kBodyMax)
        return refuse(connection,
                      {MHD_HTTP_CONTENT_TOO_LARGE,
                       "the body is longer than " + std::to_string(kBodyMax) + " octets"});
    const Result<Report> report = parse_report(upload.body);
    if (!report) return refuse(connection, {MHD_HTTP_BAD_REQUEST, report.error().reason()});
    const auto check = ours.checks.find(upload.subject.check);
    if (check == ours.checks.end() ||
        !ours.on_report(upload.subject, observation_of(*report, check->second, ours.loop.now_ms())))
        return refuse(connection, {MHD_HTTP_NOT_FOUND, to_text(upload.subject.address) +
                                                           " is not watched by this check"});
    return reply(connection, MHD_HTTP_NO_CONTENT, {});
}

/// Called when the headers are there, for each part of the body, and at its end. `noexcept`: there
/// is C between here and who could catch.
// NOLINTNEXTLINE(bugprone-exception-escape): then the process ends, as it must for want of memory
MHD_Result on_request(void* user, MHD_Connection* connection, const char* path, const char* method,
                      const char* /*version*/, const char* data, std::size_t* size,
                      void** of_request) noexcept {
    auto& ours = *static_cast<Expectations*>(user);
    auto* const upload = static_cast<Upload*>(*of_request);
    if (upload == nullptr) {
        auto fresh = std::make_unique<Upload>();
        if (const auto refusal = admit(ours, connection, path, method, fresh->subject))
            return refuse(connection, *refusal);
        *of_request = fresh.release(); // until on_completed()
        return MHD_YES;
    }
    if (*size == 0) return take(ours, connection, *upload);
    upload->read += *size;
    if (upload->read <= kBodyMax) upload->body.append(data, *size);
    *size = 0;
    return upload->read <= kReadMax ? MHD_YES : MHD_NO; // the end of the connection
}

void on_completed(void* /*user*/, MHD_Connection* /*connection*/, void** of_request,
                  MHD_RequestTerminationCode /*how*/) noexcept {
    const std::unique_ptr<Upload> upload(static_cast<Upload*>(*of_request));
    *of_request = nullptr;
}

MHD_Result on_accept(void* user, const sockaddr* from, socklen_t /*length*/) noexcept {
    const auto& ours = *static_cast<const Expectations*>(user);
    return ours.occupancy.has_room(address_of(*from)) ? MHD_YES : MHD_NO;
}

// NOLINTNEXTLINE(bugprone-exception-escape): then the process ends, as it must for want of memory
void on_connection(void* user, MHD_Connection* connection, void** /*of_connection*/,
                   MHD_ConnectionNotificationCode what) noexcept {
    auto& ours = *static_cast<Expectations*>(user);
    const int socket = socket_of(connection);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        ours.occupancy.begin(socket, client_of(connection), ours.loop.now_ms());
    else
        ours.occupancy.end(socket); // its number is free for another only afterwards
    ours.set_timer();
}

struct StopDaemon {
    void operator()(MHD_Daemon* daemon) const noexcept { MHD_stop_daemon(daemon); }
};
using Daemon = std::unique_ptr<MHD_Daemon, StopDaemon>;

/// It closes the socket in the end.
Daemon start_daemon(int socket, bool is_v6, Expectations& ours) {
    const unsigned flags = MHD_USE_EPOLL | (is_v6 ? MHD_USE_IPv6 : MHD_NO_FLAG);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libmicrohttpd's way
    return Daemon(MHD_start_daemon(
        flags, 0, &on_accept, &ours, &on_request, &ours, MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_NOTIFY_COMPLETED, &on_completed, nullptr, MHD_OPTION_NOTIFY_CONNECTION,
        &on_connection, &ours, MHD_OPTION_CONNECTION_LIMIT, kConnectionsMax,
        MHD_OPTION_CONNECTION_TIMEOUT, kIdleMaxS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, kHeadersMax,
        MHD_OPTION_END));
}

int epoll_of(MHD_Daemon* daemon) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libmicrohttpd's way
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

} // namespace

struct Hearing {
    Hearing(loop::Loop& loop, Daemon started, const SocketAddress& at)
        : daemon(std::move(started)), where(at),
          poll(loop, epoll_of(daemon.get()), [this](int) { run(); }),
          timer(loop, [this] { run(); }) {
        poll.watch(loop::Poll::kReadable);
    }

    void run() {
        MHD_run(daemon.get());
        MHD_UNSIGNED_LONG_LONG wait_ms = 0;
        if (MHD_get_timeout(daemon.get(), &wait_ms) == MHD_YES)
            timer.start_once(std::chrono::milliseconds{wait_ms});
        else
            timer.stop();
    }

    Daemon daemon;
    SocketAddress where;
    loop::Poll poll; ///< Goes before the daemon, whose descriptor it watches.
    loop::Timer timer;
};

Result<std::unique_ptr<Listener>> Listener::open(loop::Loop& loop,
                                                 const std::vector<SocketAddress>& addresses,
                                                 OnReport on_report, const Limits& limits) {
    auto listener = std::make_unique<Listener>(loop, std::move(on_report), limits);
    for (const SocketAddress& address : addresses) {
        Result<Fd> socket = listen_at(address);
        if (!socket) return std::move(socket).error();
        const SocketAddress where{address.address, port_of(socket->number())};
        errno = 0;
        Daemon daemon = start_daemon(socket->number(), address.address.family == Family::V6,
                                     *listener->expectations_);
        // Where the system did not fail, all that it wants is memory.
        if (!daemon) return cannot_listen(address, errno != 0 ? errno : ENOMEM);
        static_cast<void>(socket->release()); // to the daemon
        listener->hearings_.push_back(std::make_unique<Hearing>(loop, std::move(daemon), where));
    }
    return listener;
}

Listener::Listener(loop::Loop& loop, OnReport on_report, const Limits& limits)
    : expectations_(std::make_unique<Expectations>(loop, std::move(on_report), limits)) {}
Listener::~Listener() = default;

void Listener::set_checks(Checks checks) {
    expectations_->checks = std::move(checks);
}

std::vector<SocketAddress> Listener::addresses() const {
    std::vector<SocketAddress> all;
    all.reserve(hearings_.size());
    for (const auto& hearing : hearings_)
        all.push_back(hearing->where);
    return all;
}

} // namespace signpost::reports
