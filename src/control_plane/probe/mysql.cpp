// Log in, ask for the role, ask what the check asks. libmariadb does the talking.
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/relayed_attempt.hpp"

#include <mariadb/mysql.h>

#include <span>

namespace signpost::probe {
namespace {

using config::DatabaseRole;
using health::Outcome;

constexpr unsigned long kReplicaStatusSince = 80'022; // MySQL 8.0.22; MariaDB counts from 100'000

/// Sends a farewell when it closes, which must not wait: after a half-done step nothing is sent.
struct Close {
    void operator()(MYSQL* mysql) const noexcept { mysql_close(mysql); }
};
struct FreeResult {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};

class MysqlAttempt : public RelayedAttempt {
public:
    MysqlAttempt(const Engine& engine, const Question& question, const config::MysqlCheck& check,
                 OnAnswer on_answer)
        : RelayedAttempt(engine, question, check.port, std::move(on_answer)),
          settings_(check.database), mysql_(mysql_init(nullptr)) {}

    ~MysqlAttempt() override {
        // Neither the farewell nor freeing a result may wait for the other side.
        if (!is_idle_) hang_up();
    }
    MysqlAttempt(const MysqlAttempt&) = delete;
    MysqlAttempt& operator=(const MysqlAttempt&) = delete;

private:
    /// What a call of libmariadb waits for (MYSQL_WAIT_…), or 0: it is done.
    using Resume = int (MysqlAttempt::*)(int ready);
    using Next = void (MysqlAttempt::*)();

    void set_options() {
        const unsigned off = 0;
        const unsigned long packet_max = kOctetsMax;
        // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libmariadb's way
        mysql_options(mysql_.get(), MYSQL_OPT_NONBLOCK, nullptr);
        mysql_options(mysql_.get(), MYSQL_OPT_LOCAL_INFILE, &off); // a server may ask for any file
        mysql_options(mysql_.get(), MYSQL_OPT_MAX_ALLOWED_PACKET, &packet_max);
        // None that says the password in clear, and none that asks others (Kerberos).
        mysql_options(mysql_.get(), MARIADB_OPT_RESTRICTED_AUTH,
                      "mysql_native_password,client_ed25519,caching_sha2_password,"
                      "sha256_password");
        // NOLINTEND(cppcoreguidelines-pro-type-vararg)
    }

    void begin() override {
        if (!mysql_) return end(Outcome::Unasked, "libmariadb: no memory");
        set_options();
        is_idle_ = false;
        resume_ = &MysqlAttempt::resume_connect;
        next_ = &MysqlAttempt::on_login;
        waits_ = mysql_real_connect_start(&connected_, mysql_.get(), "127.0.0.1",
                                          settings_.user.c_str(), settings_.password.c_str(),
                                          settings_.database.empty() ? nullptr
                                                                     : settings_.database.c_str(),
                                          decoy_port(), nullptr, 0);
        const auto socket = static_cast<int>(mysql_get_socket(mysql_.get()));
        if (waits_ == 0 || socket < 0) // it cannot be done within a call
            return end(Outcome::Unasked, "libmariadb: " + error());
        replace(socket);
    }

    [[nodiscard]] std::string error() const { return mysql_error(mysql_.get()); }

    /// There is always room to write, and what is left to read it finds out by reading.
    void go_on() override {
        do { // ends: each turn has written something
            wait_for((this->*resume_)(waits_ & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE)));
            if (is_idle_) return (this->*next_)();
        } while ((waits_ & MYSQL_WAIT_WRITE) != 0);
    }

    void wait_for(int waits) {
        waits_ = waits;
        is_idle_ = waits == 0;
    }

    int resume_connect(int ready) {
        return mysql_real_connect_cont(&connected_, mysql_.get(), ready);
    }
    int resume_query(int ready) { return mysql_real_query_cont(&failed_, mysql_.get(), ready); }
    int resume_row(int ready) { return mysql_fetch_row_cont(&row_, result_.get(), ready); }

    void on_login() {
        if (connected_ == nullptr) {
            is_idle_ = false; // there is no connection to say farewell on
            return end(Outcome::Failed, error());
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
        if (!wrong.empty()) return end(Outcome::Failed, std::move(wrong));
        end(Outcome::Ok);
    }

    void ask(std::string query, Next on_first) {
        mark_asked();
        query_ = std::move(query);
        on_first_ = on_first;
        first_.clear();
        resume_ = &MysqlAttempt::resume_query;
        next_ = &MysqlAttempt::on_asked;
        wait_for(mysql_real_query_start(&failed_, mysql_.get(), query_.data(), query_.size()));
        if (is_idle_) on_asked();
    }

    void on_asked() {
        if (failed_ != 0) return end(Outcome::Failed, error());
        result_.reset(mysql_use_result(mysql_.get())); // row by row: not all of them in memory
        if (!result_) return (this->*on_first_)();
        fetch_rows();
    }

    /// All of them: the next query, or the farewell, needs an idle connection.
    void fetch_rows() {
        resume_ = &MysqlAttempt::resume_row;
        next_ = &MysqlAttempt::on_fetched;
        for (;;) { // ends: each turn takes a row of what was received
            wait_for(mysql_fetch_row_start(&row_, result_.get()));
            if (waits_ != 0) return;
            if (row_ == nullptr) return on_rows();
            is_idle_ = false;
            keep_row();
        }
    }

    void on_fetched() {
        if (row_ == nullptr) return on_rows();
        is_idle_ = false;
        keep_row();
        fetch_rows();
    }

    void on_rows() {
        result_.reset();
        if (mysql_errno(mysql_.get()) != 0) return end(Outcome::Failed, error());
        (this->*on_first_)();
    }

    void keep_row() {
        if (!first_.empty()) return;
        const unsigned columns = mysql_num_fields(result_.get());
        const std::span lengths(mysql_fetch_lengths(result_.get()), columns);
        const std::span values(row_, columns);
        first_.reserve(columns);
        for (unsigned i = 0; i < columns; ++i) {
            Field& field = first_.emplace_back();
            field.name = mysql_fetch_field_direct(result_.get(), i)->name;
            if (values[i] != nullptr) field.value.emplace(values[i], lengths[i]);
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
    DatabaseFacts facts_;
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
    int waits_ = 0; ///< What the call under way waits for.
};

} // namespace

StartedAttempt start_mysql(const Engine& engine, const Question& question,
                           const config::MysqlCheck& check, OnAnswer on_answer) {
    return std::make_unique<MysqlAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
