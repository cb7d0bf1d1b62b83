// Connect; then a request, and perhaps those it is redirected to, on connections of their own.
#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/connecting.hpp"
#include "control_plane/probe/http_judgement.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "control_plane/probe/tls_facts.hpp"

#include <algorithm>

namespace signpost::probe {
namespace {

using health::Outcome;

class HttpAttempt : public TimedAttempt {
public:
    HttpAttempt(const Engine& engine, const Question& question, const config::HttpCheck& check,
                OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), check_(check), path_(check.path),
          method_(check.method) {
        connect();
    }

private:
    void connect() {
        transfer_.reset(); // of what led here: it has ended
        mark_asked();
        await("no connection");
        connecting_.emplace(engine().loop, question(), check_.port,
                            [this](Connected connected) { on_connected(std::move(connected)); });
    }

    void on_connected(Connected connected) {
        if (connected.fault) return answer(std::move(*connected.fault));
        note("connected");
        await("connected, but no answer", Outcome::Failed);
        transfer_ = engine().http.send(make_request(std::move(connected.socket)),
                                       [this](const http::Response& r) { on_response(r); });
    }

    void before_late() override {
        if (transfer_)
            await(missing_part(transfer_->times(), check_.tls.has_value()), Outcome::Failed);
    }

    http::Request make_request(Fd socket) {
        http::Request request{.method = method_,
                              .url = url_of(check_, question().target, path_),
                              .headers = check_.headers,
                              .connect_to = SocketAddress{question().target, check_.port},
                              .socket = std::move(socket),
                              .timeout_ms = 0, // the attempt's own, which knows if we were deaf
                              .body_bytes_max = check_.body_bytes_max};
        if (!check_.host.empty()) request.headers.emplace_back("Host", check_.host);
        if (!check_.tls) return request;
        request.trust.is_verified = check_.tls->is_verified;
        request.trust.prepare = [this](void* context) {
            return engine().certificates.prepare(static_cast<ssl_ctx_st*>(context), *check_.tls);
        };
        request.trust.inspect = [this](void* ssl) { on_secured(static_cast<ssl_st*>(ssl)); };
        return request;
    }

    void on_secured(ssl_st* ssl) {
        const TlsFacts facts = facts_of(ssl);
        note(to_text(facts));
        wrong_with_days_ = wrong_with_days(facts, *check_.tls);
    }

    void on_response(const http::Response& response) {
        if (response.status != 0)
            note("status " + std::to_string(response.status) + ", " +
                 std::to_string(response.body.size()) + " octets of body");
        if (response.is_body_cut) mark_cut();
        if (!wrong_with_days_.empty()) return answer(Outcome::Failed, std::move(wrong_with_days_));
        std::optional<std::string> next = redirect_path(check_, question().target, response);
        if (next && check_.redirects_max > 0) return follow(*std::move(next), response.status);
        answer(judge(check_, response));
    }

    void follow(std::string path, std::uint16_t status) {
        if (redirects() == check_.redirects_max)
            return answer(Outcome::Failed,
                          "more than " + std::to_string(redirects()) + " redirects");
        count_redirect();
        path_ = std::move(path);
        if (status == 303 && method_ != "HEAD") method_ = "GET"; // RFC 9110 §15.4.4
        connect();
    }

    const config::HttpCheck& check_;
    std::string path_;
    std::string method_;
    std::string wrong_with_days_;
    std::optional<Connecting> connecting_;
    std::unique_ptr<http::Transfer> transfer_;
};

} // namespace

StartedAttempt start_http(const Engine& engine, const Question& question,
                          const config::HttpCheck& check, OnAnswer on_answer) {
    return std::make_unique<HttpAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
