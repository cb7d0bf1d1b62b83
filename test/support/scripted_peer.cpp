#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

namespace signpost::test {
namespace {

constexpr int kQueueMax = 100; // connections that wait to be served

sockaddr* general(sockaddr_in& address) {
    return static_cast<sockaddr*>(static_cast<void*>(&address));
}

Fd listen_on_loopback(SocketAddress& where, int backlog) {
    Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(socket.number(), general(address), length) == 0);
    REQUIRE(::listen(socket.number(), backlog) == 0);
    REQUIRE(::getsockname(socket.number(), general(address), &length) == 0);
    where = {*parse_address("127.0.0.1"), ntohs(address.sin_port)};
    return socket;
}

Fd connect_to_loopback(std::uint16_t port, int flags) {
    Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    static_cast<void>(::connect(socket.number(), general(address), sizeof address));
    return socket;
}

SSL* make_ssl(const Identity& identity, int socket) {
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, identity.certificate());
    SSL_CTX_use_PrivateKey(context, identity.key());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
    SSL* const ssl = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(ssl, socket);
    return ssl;
}

} // namespace

Channel::Channel(Fd socket, const Identity* identity) : socket_(std::move(socket)) {
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (identity == nullptr) return;
    ssl_ = make_ssl(*identity, socket_.number());
    is_open_ = SSL_accept(ssl_) == 1;
}

Channel::~Channel() {
    if (ssl_ != nullptr && is_open_) SSL_shutdown(ssl_);
    SSL_free(ssl_);
}

std::string Channel::read_until(std::string_view end) {
    std::string heard;
    std::array<char, 4096> part{};
    while (heard.find(end) == std::string::npos) {
        const auto count = ssl_ != nullptr
                               ? SSL_read(ssl_, part.data(), static_cast<int>(part.size()))
                               : ::recv(socket_.number(), part.data(), part.size(), 0);
        if (count <= 0) break;
        heard.append(part.data(), static_cast<std::size_t>(count));
    }
    return heard;
}

void Channel::write(std::string_view text) {
    if (ssl_ != nullptr) {
        SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
        return;
    }
    while (!text.empty()) {
        const ssize_t count = ::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Channel::wait_for_end() {
    std::array<char, 4096> part{};
    while (::recv(socket_.number(), part.data(), part.size(), 0) > 0) {
    }
}

void Channel::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.close();
    is_open_ = false;
}

std::string Channel::asked_name() const {
    const char* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
}

std::string Channel::client_name() const {
    X509* const certificate = SSL_get0_peer_certificate(ssl_);
    std::array<char, 256> name{};
    if (certificate != nullptr)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                                  static_cast<int>(name.size()));
    return name.data();
}

ScriptedPeer::ScriptedPeer(Script script, const Identity* identity)
    : script_(std::move(script)), identity_(identity),
      listening_(listen_on_loopback(where_, kQueueMax)),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {
    std::signal(SIGPIPE, SIG_IGN); // as the program does: OpenSSL writes without MSG_NOSIGNAL
}

ScriptedPeer::~ScriptedPeer() {
    thread_.request_stop();
    ::shutdown(listening_.number(), SHUT_RDWR); // wakes accept()
}

ScriptedPeer::Script ScriptedPeer::says(std::string reply) {
    return [reply = std::move(reply)](Channel& channel) {
        channel.read_until("\r\n\r\n");
        channel.write(reply);
    };
}

std::string ScriptedPeer::url(std::string_view path) const {
    return (identity_ != nullptr ? "https://" : "http://") + to_text(where_) + std::string(path);
}

void ScriptedPeer::serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        Fd socket(::accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket.is_open()) continue;
        Channel channel(std::move(socket), identity_);
        if (channel.is_open()) script_(channel);
    }
}

Fd connected_to(const SocketAddress& where) {
    Fd socket = connect_to_loopback(where.port, SOCK_NONBLOCK);
    pollfd writable{.fd = socket.number(), .events = POLLOUT, .revents = 0};
    REQUIRE(::poll(&writable, 1, 5000) == 1);
    return socket;
}

SocketAddress closed_port() {
    SocketAddress where;
    listen_on_loopback(where, 1).close();
    return where;
}

std::vector<Fd> fill_queue(const SocketAddress& where) {
    std::vector<Fd> waiting;
    for (int i = 0; i < kQueueMax + 4; ++i)
        waiting.push_back(connect_to_loopback(where.port, SOCK_NONBLOCK));
    return waiting;
}

BlackHole::BlackHole() : listening_(listen_on_loopback(where_, 0)) {
    for (int i = 0; i < 4; ++i)
        waiting_.push_back(connect_to_loopback(where_.port, SOCK_NONBLOCK));
}

} // namespace signpost::test
