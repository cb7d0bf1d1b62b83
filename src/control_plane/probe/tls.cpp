// Connect and shake hands; nothing is said afterwards.
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/connecting.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "control_plane/probe/tls_facts.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>

namespace signpost::probe {
namespace {

using health::Outcome;
using loop::Poll;

struct FreeSsl {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using Context = std::unique_ptr<SSL_CTX, FreeSsl>;
using Session = std::unique_ptr<SSL, FreeSsl>;

/// Asks for the name by SNI (RFC 6066 §3: never an address), and wants the certificate to be its.
bool set_name(SSL* ssl, std::string name) {
    if (parse_address(name))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
    // `name` is copied by OpenSSL, though it is not promised.
    return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) ==
               1 &&
           SSL_set1_host(ssl, name.c_str()) == 1;
}

/// Of the handshake that has just failed. Empties the thread's list of errors.
std::string reason_of_failure(const SSL* ssl) {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    if (const long verified = SSL_get_verify_result(ssl); verified != X509_V_OK)
        return std::string("certificate: ") + X509_verify_cert_error_string(verified);
    const char* const words = ERR_reason_error_string(error);
    return std::string("TLS: ") + (words != nullptr ? words : "the connection was closed");
}

class TlsAttempt : public TimedAttempt {
public:
    TlsAttempt(const Engine& engine, const Question& question, const config::TlsCheck& check,
               OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), check_(check),
          connecting_(engine.loop, question, check.port,
                      [this](Connected connected) { on_connected(std::move(connected)); }) {
        await("no connection");
    }

private:
    void on_connected(Connected connected) {
        if (connected.fault) return answer(std::move(*connected.fault));
        note("connected");
        mark_asked();
        await("connected, but no TLS", Outcome::Failed);
        socket_ = std::move(connected.socket);
        if (std::optional<Fault> fault = begin()) return answer(std::move(*fault));
        poll_.emplace(engine().loop, socket_.number(), [this](int) { shake_hands(); });
        if (!poll_->ok()) return answer(unasked("watching a socket", ENOSPC));
        shake_hands();
    }

    std::optional<Fault> begin() {
        const Context context(SSL_CTX_new(TLS_client_method()));
        const Result<std::monostate> prepared =
            engine().certificates.prepare(context.get(), check_.tls);
        if (!prepared) return Fault{Outcome::Unasked, prepared.error().reason()};
        if (check_.tls.is_verified) SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
        session_.reset(SSL_new(context.get()));
        const std::string name =
            check_.tls.name.empty() ? to_text(question().target) : check_.tls.name;
        if (session_ && set_name(session_.get(), name) &&
            SSL_set_fd(session_.get(), socket_.number()) == 1)
            return std::nullopt;
        return Fault{Outcome::Unasked, "OpenSSL cannot ask for " + name};
    }

    void shake_hands() {
        ERR_clear_error();
        const int done = SSL_connect(session_.get());
        if (done == 1) return on_secured();
        switch (SSL_get_error(session_.get(), done)) {
        case SSL_ERROR_WANT_READ:
            return poll_->watch(Poll::kReadable);
        case SSL_ERROR_WANT_WRITE:
            return poll_->watch(Poll::kWritable);
        default:
            return answer(Outcome::Failed, reason_of_failure(session_.get()));
        }
    }

    void on_secured() {
        const TlsFacts facts = facts_of(session_.get());
        note(to_text(facts));
        std::string wrong = wrong_with_days(facts, check_.tls);
        if (!wrong.empty()) return answer(Outcome::Failed, std::move(wrong));
        answer(Outcome::Ok);
    }

    const config::TlsCheck& check_;
    Connecting connecting_;
    Fd socket_;
    Session session_;
    std::optional<Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace

StartedAttempt start_tls(const Engine& engine, const Question& question,
                         const config::TlsCheck& check, OnAnswer on_answer) {
    return std::make_unique<TlsAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
