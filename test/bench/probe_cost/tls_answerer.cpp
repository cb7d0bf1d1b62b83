#include "probe_cost/tls_answerer.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <memory>

namespace signpost {

TlsAnswerer::TlsAnswerer(Fd listening, const test::Identity& identity, std::string_view words)
    : listening_(std::move(listening)),
      thread_([this, &identity, words] { serve(identity, words); }) {}

void TlsAnswerer::serve(const test::Identity& identity, std::string_view words) const {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_use_certificate(context.get(), identity.certificate());
    SSL_CTX_use_PrivateKey(context.get(), identity.key());
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    std::array<char, 4096> heard{};
    while (true) {
        const Fd socket(::accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket.is_open()) continue;
        ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
        SSL_set_fd(ssl.get(), socket.number());
        if (SSL_accept(ssl.get()) != 1) continue;
        if (SSL_read(ssl.get(), heard.data(), heard.size()) > 0)
            SSL_write(ssl.get(), words.data(), static_cast<int>(words.size()));
        SSL_shutdown(ssl.get());
    }
}

} // namespace signpost
