// Log in, ask for the role, ask what the check asks. libmariadb does the talking.
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/dial.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "control_plane/probe/traffic.hpp"
#include "loop/poll.hpp"

#include <mariadb/mysql.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace signpost::probe {
namespace {

using config::DatabaseRole;
using health::Outcome;
using loop::Poll;

constexpr unsigned long kReplicaStatusSince = 80'022; // MySQL 8.0.22; MariaDB counts from 100'000

/// Sends a farewell when it closes, which must not wait: after a half-done step nothing is sent.
struct Close {
    void operator()(MYSQL* mysql) const noexcept { mysql_close(mysql); }
};
struct FreeResult {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};

class MysqlAttempt : public TimedAttempt {
public:
    MysqlAttempt(const Engine& engine, const Question& question, const config::MysqlCheck& check,
                 OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), settings_(check.database),
          host_(to_text(question.target)), mysql_(mysql_init(nullptr)) {
        await("no connection");
        if (!question.source.interface.empty())
            answer_soon({Outcome::Unasked, "mysql cannot leave through a given interface: "
                                           "libmariadb has no way to; give a source address"});
        else
            begin(check.port);
    }

    ~MysqlAttempt() override {
        poll_.reset();
        // Neither the farewell nor freeing a result may wait for the other side.
        if (mysql_ && !is_idle_) ::shutdown(socket(), SHUT_RDWR);
    }
    MysqlAttempt(const MysqlAttempt&) = delete;
    MysqlAttempt& operator=(const MysqlAttempt&) = delete;

private:
    /// What a call of libmariadb waits for (MYSQL_WAIT_…), or 0: it is done.
    using Resume = int (MysqlAttempt::*)(int ready);
    using Next = void (MysqlAttempt::*)();

    void set_options() {
        const unsigned off = 0;
        const unsigned long packet_max = kDatabaseOctetsMax;
        // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libmariadb's way
        mysql_options(mysql_.get(), MYSQL_OPT_NONBLOCK, nullptr);
        mysql_options(mysql_.get(), MYSQL_OPT_LOCAL_INFILE, &off); // a server may ask for any file
        mysql_options(mysql_.get(), MYSQL_OPT_MAX_ALLOWED_PACKET, &packet_max);
        // None that gives the password away.
        mysql_options(mysql_.get(), MARIADB_OPT_RESTRICTED_AUTH,
                      "mysql_native_password,client_ed25519,caching_sha2_password,"
                      "sha256_password");
        if (question().source.address)
            mysql_options(mysql_.get(), MYSQL_OPT_BIND,
                          to_text(*question().source.address).c_str());
        // NOLINTEND(cppcoreguidelines-pro-type-vararg)
    }

    void begin(std::uint16_t port) {
        set_options();
        is_idle_ = false;
        const int waits = mysql_real_connect_start(
            &connected_, mysql_.get(), host_.c_str(), settings_.user.c_str(),
            settings_.password.c_str(),
            settings_.database.empty() ? nullptr : settings_.database.c_str(), port, nullptr, 0);
        resume_ = &MysqlAttempt::resume_connect;
        next_ = &MysqlAttempt::on_login;
        if (waits == 0 || socket() < 0) // it cannot be done within a call
            return answer_soon({Outcome::Unasked, std::string("libmariadb: ") + error()});
        watch(waits);
    }

    [[nodiscard]] int socket() const { return static_cast<int>(mysql_get_socket(mysql_.get())); }
    [[nodiscard]] std::string error() const { return mysql_error(mysql_.get()); }

    void watch(int waits) {
        poll_.emplace(engine().loop, socket(), [this](int events) { on_ready(events); });
        if (!poll_->ok()) return answer_soon(unasked("watching a socket", ENOSPC));
        poll_->watch(((waits & MYSQL_WAIT_READ) != 0 ? Poll::kReadable : 0) |
                     ((waits & MYSQL_WAIT_WRITE) != 0 ? Poll::kWritable : 0));
    }

    /// libmariadb may close the socket in any call, so it is not watched while it is called.
    void on_ready(int events) {
        poll_.reset();
        if (!is_connected_ && !on_connected()) return;
        if (has_received_too_much(socket())) return answer(Outcome::Failed, "too much was sent");
        const int ready = ((events & Poll::kReadable) != 0 ? MYSQL_WAIT_READ : 0) |
                          ((events & Poll::kWritable) != 0 ? MYSQL_WAIT_WRITE : 0);
        go_on((this->*resume_)(ready));
    }

    /// False if the attempt ended.
    bool on_connected() {
        is_connected_ = true;
        if (std::optional<Fault> fault = connect_fault(socket())) {
            answer(std::move(*fault));
            return false;
        }
        note("connected");
        await("connected, but no login", Outcome::Failed);
        return true;
    }

    void go_on(int waits) {
        is_idle_ = waits == 0;
        if (waits != 0) return watch(waits);
        (this->*next_)();
    }

    int resume_connect(int ready) {
        return mysql_real_connect_cont(&connected_, mysql_.get(), ready);
    }
    int resume_query(int ready) { return mysql_real_query_cont(&failed_, mysql_.get(), ready); }
    int resume_row(int ready) { return mysql_fetch_row_cont(&row_, result_.get(), ready); }

    void on_login() {
        if (connected_ == nullptr) {
            is_idle_ = false; // there is no connection to say farewell on
            return answer(Outcome::Failed, error());
        }
        note("logged in");
        await("logged in, but no answer", Outcome::Failed);
        if (!needs_role(settings_)) return ask_query();
        ask("SELECT @@global.read_only", &MysqlAttempt::on_role);
    }

    void on_role() {
        const std::optional<std::string> read_only = field("");
        facts_.role = read_only == "0" ? DatabaseRole::Primary : DatabaseRole::Replica;
        if (facts_.role == DatabaseRole::Primary || settings_.lag_max_s == 0) return on_lag();
        const bool is_new = mysql_get_server_version(mysql_.get()) >= kReplicaStatusSince;
        ask(is_new ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", &MysqlAttempt::on_lag);
    }

    void on_lag() {
        for (const char* name : {"Seconds_Behind_Source", "Seconds_Behind_Master"})
            if (!facts_.lag_s) facts_.lag_s = parse_lag(field(name).value_or(""));
        note(role_text(facts_));
        ask_query();
    }

    void ask_query() {
        if (settings_.query.empty()) return finish();
        ask(settings_.query, &MysqlAttempt::on_value);
    }

    void on_value() {
        facts_.value = field("");
        note("query answered");
        finish();
    }

    void finish() {
        std::string wrong = wrong_with(settings_, facts_);
        if (!wrong.empty()) return answer(Outcome::Failed, std::move(wrong));
        answer(Outcome::Ok);
    }

    void ask(std::string query, Next on_first) {
        mark_asked();
        query_ = std::move(query);
        on_first_ = on_first;
        first_.clear();
        resume_ = &MysqlAttempt::resume_query;
        next_ = &MysqlAttempt::on_asked;
        go_on(mysql_real_query_start(&failed_, mysql_.get(), query_.data(), query_.size()));
    }

    void on_asked() {
        if (failed_ != 0) return answer(Outcome::Failed, error());
        result_.reset(mysql_use_result(mysql_.get())); // row by row: not all of them in memory
        if (!result_) return (this->*on_first_)();
        fetch_rows();
    }

    /// All of them: the next query, or the farewell, needs an idle connection.
    void fetch_rows() {
        resume_ = &MysqlAttempt::resume_row;
        next_ = &MysqlAttempt::on_fetched;
        for (;;) { // ends: each turn takes a row of what was received
            const int waits = mysql_fetch_row_start(&row_, result_.get());
            is_idle_ = waits == 0 && row_ == nullptr;
            if (waits != 0) return watch(waits);
            if (row_ == nullptr) return on_rows();
            keep_row();
        }
    }

    void on_fetched() {
        is_idle_ = row_ == nullptr;
        if (row_ == nullptr) return on_rows();
        keep_row();
        fetch_rows();
    }

    void on_rows() {
        result_.reset();
        if (mysql_errno(mysql_.get()) != 0) return answer(Outcome::Failed, error());
        (this->*on_first_)();
    }

    void keep_row() {
        if (!first_.empty()) return;
        const unsigned long* const lengths = mysql_fetch_lengths(result_.get());
        const unsigned columns = mysql_num_fields(result_.get());
        for (unsigned i = 0; i < columns; ++i) {
            Field& field = first_.emplace_back();
            field.name = mysql_fetch_field_direct(result_.get(), i)->name;
            if (row_[i] != nullptr) field.value.emplace(row_[i], lengths[i]);
        }
    }

    /// Of the first row; with an empty name its first field.
    [[nodiscard]] std::optional<std::string> field(std::string_view name) const {
        for (const Field& field : first_)
            if (name.empty() || field.name == name) return field.value;
        return std::nullopt;
    }

    struct Field {
        std::string name;
        std::optional<std::string> value;
    };

    const config::DatabaseSettings& settings_;
    std::string host_;
    DatabaseFacts facts_;
    bool is_connected_ = false;
    bool is_idle_ = true; ///< No call is half done, and no row is waiting.
    std::unique_ptr<MYSQL, Close> mysql_;
    std::unique_ptr<MYSQL_RES, FreeResult> result_;
    MYSQL* connected_ = nullptr;
    int failed_ = 0;
    MYSQL_ROW row_ = nullptr;
    std::string query_;
    std::vector<Field> first_;
    Resume resume_ = nullptr;
    Next next_ = nullptr;
    Next on_first_ = nullptr;
    std::optional<Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace

StartedAttempt start_mysql(const Engine& engine, const Question& question,
                           const config::MysqlCheck& check, OnAnswer on_answer) {
    return std::make_unique<MysqlAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
