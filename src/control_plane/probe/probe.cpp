#include "control_plane/probe/probe.hpp"

#include "control_plane/probe/databases_built.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"

namespace signpost::probe {
namespace {

constexpr const char* kNotBuilt = "this build lacks the client library";

class UnaskedAttempt : public TimedAttempt {
public:
    UnaskedAttempt(const Engine& engine, const Question& question, std::string why,
                   OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)) {
        answer_soon({health::Outcome::Unasked, std::move(why)});
    }
};

/// The table: one line for each kind.
struct Kinds {
    const Engine& engine;
    const Question& question;
    OnAnswer on_answer;

    StartedAttempt operator()(const config::IcmpCheck& /*check*/) {
        return start_icmp(engine, question, std::move(on_answer));
    }
    StartedAttempt operator()(const config::UdpCheck& check) {
        return start_udp(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::DnsCheck& check) {
        return start_dns(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::ExecCheck& check) {
        return start_exec(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::TcpCheck& check) {
        return start_tcp(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::TlsCheck& check) {
        return start_tls(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::HttpCheck& check) {
        return start_http(engine, question, check, std::move(on_answer));
    }
    StartedAttempt operator()(const config::PostgresqlCheck& check) {
        if constexpr (kHasPostgresql)
            return start_postgresql(engine, question, check, std::move(on_answer));
        else
            return start_unasked(engine, question, kNotBuilt, std::move(on_answer));
    }
    StartedAttempt operator()(const config::MysqlCheck& check) {
        if constexpr (kHasMysql)
            return start_mysql(engine, question, check, std::move(on_answer));
        else
            return start_unasked(engine, question, kNotBuilt, std::move(on_answer));
    }
    StartedAttempt operator()(const config::RedisCheck& check) {
        if constexpr (kHasRedis)
            return start_redis(engine, question, check, std::move(on_answer));
        else
            return start_unasked(engine, question, kNotBuilt, std::move(on_answer));
    }
    StartedAttempt operator()(const config::ReportCheck& /*check*/) {
        return start_unasked(engine, question,
                             "nobody is asked: what is checked so reports by itself",
                             std::move(on_answer));
    }
};

} // namespace

StartedAttempt start_unasked(const Engine& engine, const Question& question, std::string why,
                             OnAnswer on_answer) {
    return std::make_unique<UnaskedAttempt>(engine, question, std::move(why), std::move(on_answer));
}

std::unique_ptr<Attempt> start(Engine& engine, const Question& question, OnAnswer on_answer) {
    return std::visit(Kinds{engine, question, std::move(on_answer)}, question.kind);
}

} // namespace signpost::probe
