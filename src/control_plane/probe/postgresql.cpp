// Log in, ask for the role, ask what the check asks. libpq does the talking.
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/postgresql_login.hpp"
#include "control_plane/probe/relayed_attempt.hpp"

#include <libpq-fe.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace signpost::probe {
namespace {

using config::DatabaseRole;
using health::Outcome;

constexpr const char* kNoFile = "/dev/null/none";
constexpr std::size_t kLoginOctetsMax = 8192; // libpq reads as much at once
constexpr std::size_t kRecordHeadOctets = 5;  // of TLS
constexpr std::size_t kRecordOctetsMax = 16'384;

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

class PostgresqlAttempt : public RelayedAttempt {
public:
    PostgresqlAttempt(const Engine& engine, const Question& question,
                      const config::PostgresqlCheck& check, OnAnswer on_answer)
        : RelayedAttempt(engine, question, check.port, std::move(on_answer)),
          settings_(check.database) {}

private:
    using Step = void (PostgresqlAttempt::*)();
    using OnResult = void (PostgresqlAttempt::*)(const Rows&);

    /// libpq comes here twice if the server wants no TLS, or not with this user.
    void begin() override {
        login_ = {};
        if (!connection_) start();
        if (has_ended()) return;
        if (!connection_ || PQstatus(connection_.get()) != CONNECTION_STARTED || socket() < 0)
            return end(Outcome::Unasked, "libpq: " + error());
        replace(socket());
    }

    void start() {
        const std::string port = std::to_string(decoy_port());
        struct Parameter {
            const char* name;
            const char* value;
        };
        // Nothing is taken from a file of the user we run as.
        const Parameter parameters[] = {{"hostaddr", "127.0.0.1"},
                                        {"port", port.c_str()},
                                        {"user", settings_.user.c_str()},
                                        {"password", settings_.password.c_str()},
                                        {"dbname", settings_.database.c_str()},
                                        {"passfile", kNoFile},
                                        {"sslmode", "prefer"},
                                        {"sslcert", kNoFile},
                                        {"sslkey", kNoFile},
                                        {"sslrootcert", kNoFile},
                                        {"sslcrl", kNoFile},
                                        {"gssencmode", "disable"},
                                        {"application_name", "signpost"}};
        std::array<const char*, std::size(parameters) + 1> names{};
        std::array<const char*, std::size(parameters) + 1> values{};
        for (std::size_t i = 0; i < std::size(parameters); ++i) {
            names.at(i) = parameters[i].name;
            values.at(i) = parameters[i].value;
        }
        connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
        if (!connection_) return end(Outcome::Unasked, "libpq: no memory");
        PQsetnonblocking(connection_.get(), 1);
        const auto ignore = [](void*, const PGresult*) {};
        PQsetNoticeReceiver(connection_.get(), ignore, nullptr); // libpq would print them
        step_ = &PostgresqlAttempt::log_in;
    }

    void go_on() override { (this->*step_)(); }

    [[nodiscard]] int socket() const { return PQsocket(connection_.get()); }
    [[nodiscard]] std::string error() const {
        return first_line(PQerrorMessage(connection_.get()));
    }
    [[nodiscard]] SSL* tls() const {
        return static_cast<SSL*>(PQsslStruct(connection_.get(), "OpenSSL"));
    }
    /// The server has yet to say in one octet whether it wants TLS.
    [[nodiscard]] bool awaits_octet() const {
        return PQstatus(connection_.get()) == CONNECTION_SSL_STARTUP && tls() == nullptr;
    }

    /// Before the login is over as much as can be looked at before libpq reads all of it.
    [[nodiscard]] std::size_t portion(Bytes received) const override {
        if (awaits_octet()) return 1;
        if (login_.is_over()) return received.size();
        if (tls() == nullptr) return std::min(received.size(), kLoginOctetsMax);
        if (received.size() < kRecordHeadOctets) return 0;
        const std::size_t record = kRecordHeadOctets + received[3] * std::size_t{256} + received[4];
        return record <= received.size() ? record : 0;
    }

    void log_in() {
        do { // ends: each turn reads, or takes a step of those that a login has
            if (!is_obeyed()) return;
            switch (PQconnectPoll(connection_.get())) {
            case PGRES_POLLING_OK:
                return on_login();
            case PGRES_POLLING_READING:
                is_writing_ = false;
                break;
            case PGRES_POLLING_WRITING:
                if (PQstatus(connection_.get()) == CONNECTION_STARTED) return connect_again();
                is_writing_ = true;
                break;
            default:
                return end(Outcome::Failed, error());
            }
        } while (is_writing_ || has_unread());
    }

    /// Looks at what libpq is about to read. False if the attempt has ended.
    bool is_obeyed() {
        if (login_.is_over()) return true;
        const Bytes fresh = peek();
        if (awaits_octet()) {
            if (!fresh.empty() && fresh[0] == 'E') login_.set_over();
            return true;
        }
        std::string wrong = fresh.size() > kLoginOctetsMax ? "says more than a login needs"
                                                           : login_.feed(fresh, tls() != nullptr);
        if (wrong.empty()) return true;
        end(Outcome::Failed, std::move(wrong));
        return false;
    }

    [[nodiscard]] Bytes peek() const {
        const MutableBytes room = engine().loop.read_buffer();
        const int size = static_cast<int>(std::min<std::size_t>(room.size(), kRecordOctetsMax));
        ssize_t count = 0;
        if (SSL* const session = tls()) {
            if (SSL_is_init_finished(session) == 1) count = SSL_peek(session, room.data(), size);
            ERR_clear_error();
        } else {
            count = ::recv(socket(), room.data(), static_cast<std::size_t>(size), MSG_PEEK);
        }
        return room.first(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }

    /// libpq may leave something on the socket, or the rest of a record with OpenSSL.
    [[nodiscard]] bool has_unread() const {
        if (SSL* const session = tls(); session != nullptr && SSL_pending(session) > 0) return true;
        char octet = 0;
        return ::recv(socket(), &octet, 1, MSG_PEEK) > 0;
    }

    void on_login() {
        login_.set_over();
        note("logged in");
        await("logged in, but no answer", Outcome::Failed);
        if (needs_role(settings_)) return ask(kRoleQuery, &PostgresqlAttempt::on_role);
        ask_query();
    }

    void ask_query() {
        if (settings_.query.empty()) return finish();
        ask(settings_.query.c_str(), &PostgresqlAttempt::on_value);
    }

    void ask(const char* query, OnResult on_result) {
        mark_asked();
        on_result_ = on_result;
        step_ = &PostgresqlAttempt::receive;
        first_.reset();
        if (PQsendQuery(connection_.get(), query) != 1) return end(Outcome::Failed, error());
        PQsetSingleRowMode(connection_.get()); // not all rows in memory
        receive();
    }

    void receive() {
        PGconn* const connection = connection_.get();
        do { // ends: each turn reads some of what is there
            if (PQflush(connection) < 0 || PQconsumeInput(connection) != 1)
                return end(Outcome::Failed, error());
            while (PQisBusy(connection) == 0) { // ends: each turn takes what was received
                Rows result(PQgetResult(connection));
                if (!result) return (this->*on_result_)(std::exchange(first_, nullptr));
                if (!is_rows(result))
                    return end(Outcome::Failed, first_line(PQresultErrorMessage(result.get())));
                if (!first_) first_ = std::move(result);
            }
        } while (has_unread());
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
        if (!wrong.empty()) return end(Outcome::Failed, std::move(wrong));
        end(Outcome::Ok);
    }

    const config::DatabaseSettings& settings_;
    DatabaseFacts facts_;
    PostgresqlLogin login_;
    bool is_writing_ = false;
    Step step_ = nullptr; ///< What to do when there is something to read.
    OnResult on_result_ = nullptr;
    Rows first_; ///< Row of a query, or its end.
    std::unique_ptr<PGconn, Free> connection_;
};

} // namespace

StartedAttempt start_postgresql(const Engine& engine, const Question& question,
                                const config::PostgresqlCheck& check, OnAnswer on_answer) {
    return std::make_unique<PostgresqlAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
