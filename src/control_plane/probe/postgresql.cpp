// Log in, ask for the role, ask what the check asks. libpq does the talking.
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/dial.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "control_plane/probe/traffic.hpp"
#include "loop/poll.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace signpost::probe {
namespace {

using config::DatabaseRole;
using health::Outcome;
using loop::Poll;

// A replica that has replayed all it received is not behind, however long its primary has been
// idle; but only while it receives.
constexpr const char* kRoleQuery =
    "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', "
    "CASE WHEN NOT pg_is_in_recovery() THEN NULL "
    "WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() "
    "AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0 "
    "ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END";

struct Free {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, Free>;

/// Its first line, without what comes before the last "failed: ".
std::string first_line(std::string_view text) {
    text = text.substr(0, text.find('\n'));
    if (text.empty()) return "libpq gives no reason";
    constexpr std::string_view kFailed = "failed: ";
    const std::size_t at = text.rfind(kFailed);
    return std::string(at == std::string_view::npos ? text : text.substr(at + kFailed.size()));
}

/// Not an error; nor a COPY, which has no end before it is dealt with.
bool is_rows(const Rows& result) {
    const ExecStatusType status = PQresultStatus(result.get());
    return status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::optional<std::string> field(const Rows& result, int column) {
    if (PQntuples(result.get()) < 1 || PQnfields(result.get()) <= column ||
        PQgetisnull(result.get(), 0, column) == 1)
        return std::nullopt;
    return std::string(PQgetvalue(result.get(), 0, column),
                       static_cast<std::size_t>(PQgetlength(result.get(), 0, column)));
}

class PostgresqlAttempt : public TimedAttempt {
public:
    PostgresqlAttempt(const Engine& engine, const Question& question,
                      const config::PostgresqlCheck& check, OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), settings_(check.database) {
        await("no connection");
        if (question.source != config::Source{})
            return_unasked("postgresql cannot leave from a given source: libpq has no way to");
        else
            begin(check.port);
    }

private:
    void return_unasked(std::string why) { answer_soon({Outcome::Unasked, std::move(why)}); }

    void begin(std::uint16_t port) {
        const std::string host = to_text(question().target);
        const std::string port_text = std::to_string(port);
        const std::array names{"hostaddr",   "port",
                               "user",       "password",
                               "dbname",     "passfile",
                               "gssencmode", "application_name",
                               "keepalives", static_cast<const char*>(nullptr)};
        const std::array values{host.c_str(),
                                port_text.c_str(),
                                settings_.user.c_str(),
                                settings_.password.c_str(),
                                settings_.database.c_str(),
                                "/dev/null", // no password but the check's
                                "disable",
                                "signpost",
                                "0",
                                static_cast<const char*>(nullptr)};
        connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
        if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD || socket() < 0)
            return return_unasked("libpq: " + first_line(PQerrorMessage(connection_.get())));
        step_ = &PostgresqlAttempt::on_connected;
        watch(Poll::kWritable);
    }

    [[nodiscard]] int socket() const { return PQsocket(connection_.get()); }

    /// libpq may close the socket and open another with the same number in any call, so none is
    /// watched while it is called.
    void watch(int events) {
        poll_.emplace(engine().loop, socket(), [this](int) { on_ready(); });
        if (poll_->ok()) return poll_->watch(events);
        answer_soon(unasked("watching a socket", ENOSPC));
    }

    void on_ready() {
        poll_.reset();
        (this->*step_)();
    }

    void on_connected() {
        if (std::optional<Fault> fault = connect_fault(socket())) return answer(std::move(*fault));
        note("connected");
        await("connected, but no login", Outcome::Failed);
        step_ = &PostgresqlAttempt::log_in;
        log_in();
    }

    void log_in() {
        if (has_received_too_much(socket())) return answer(Outcome::Failed, "too much was sent");
        switch (PQconnectPoll(connection_.get())) {
        case PGRES_POLLING_READING:
            return watch(Poll::kReadable);
        case PGRES_POLLING_WRITING:
            return watch(Poll::kWritable);
        case PGRES_POLLING_OK:
            return on_login();
        default:
            return answer(Outcome::Failed, first_line(PQerrorMessage(connection_.get())));
        }
    }

    void on_login() {
        note("logged in");
        await("logged in, but no answer", Outcome::Failed);
        PQsetnonblocking(connection_.get(), 1);
        if (needs_role(settings_)) return ask(kRoleQuery, &PostgresqlAttempt::on_role);
        ask_query();
    }

    void ask_query() {
        if (settings_.query.empty()) return finish();
        ask(settings_.query.c_str(), &PostgresqlAttempt::on_value);
    }

    using OnResult = void (PostgresqlAttempt::*)(const Rows&);
    void ask(const char* query, OnResult on_result) {
        mark_asked();
        on_result_ = on_result;
        step_ = &PostgresqlAttempt::receive;
        first_.reset();
        if (PQsendQuery(connection_.get(), query) != 1)
            return answer(Outcome::Failed, first_line(PQerrorMessage(connection_.get())));
        PQsetSingleRowMode(connection_.get()); // not all rows in memory
        receive();
    }

    void receive() {
        PGconn* const connection = connection_.get();
        if (has_received_too_much(socket())) return answer(Outcome::Failed, "too much was sent");
        const int unsent = PQflush(connection);
        if (unsent < 0 || PQconsumeInput(connection) != 1)
            return answer(Outcome::Failed, first_line(PQerrorMessage(connection)));
        while (PQisBusy(connection) == 0) { // ends: each turn takes what was received
            Rows result(PQgetResult(connection));
            if (!result) return (this->*on_result_)(std::exchange(first_, nullptr));
            if (!is_rows(result))
                return answer(Outcome::Failed, first_line(PQresultErrorMessage(result.get())));
            if (!first_) first_ = std::move(result);
        }
        watch(unsent != 0 ? Poll::kReadable | Poll::kWritable : Poll::kReadable);
    }

    void on_role(const Rows& result) {
        facts_.role = field(result, 0) == "f" ? DatabaseRole::Primary : DatabaseRole::Replica;
        facts_.lag_s = parse_lag(field(result, 1).value_or(""));
        note(role_text(facts_));
        ask_query();
    }

    void on_value(const Rows& result) {
        facts_.value = field(result, 0);
        note("query answered");
        finish();
    }

    void finish() {
        std::string wrong = wrong_with(settings_, facts_);
        if (!wrong.empty()) return answer(Outcome::Failed, std::move(wrong));
        answer(Outcome::Ok);
    }

    const config::DatabaseSettings& settings_;
    DatabaseFacts facts_;
    void (PostgresqlAttempt::*step_)() = nullptr; ///< What to do when the socket is ready.
    OnResult on_result_ = nullptr;
    Rows first_; ///< Row of a query, or its end.
    std::unique_ptr<PGconn, Free> connection_;
    std::optional<Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace

StartedAttempt start_postgresql(const Engine& engine, const Question& question,
                                const config::PostgresqlCheck& check, OnAnswer on_answer) {
    return std::make_unique<PostgresqlAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
