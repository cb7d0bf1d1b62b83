#include "control_plane/journal/database.hpp"

#include <system_error>
#include <utility>

namespace signpost::journal {
namespace {

Failure::Kind kind_of(int code) {
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Failure::Kind::Corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Failure::Kind::Locked;
    default:
        return Failure::Kind::Trouble;
    }
}

/// A look at the clock each so many instructions of SQLite's, some ten microseconds apart.
constexpr int kInstructionsBetweenLooks = 1000;

int is_over(void* patience) {
    return static_cast<const Patience*>(patience)->is_over() ? 1 : 0;
}

} // namespace

Database::Database(const std::filesystem::path& file, Access access, const Patience& patience) {
    // Without locks SQLite can read a file, and the log beside it, that it cannot lock for want of
    // permission to write.
    const bool reads_alone = access == Access::ReadAlone;
    const int flags =
        reads_alone ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    check(sqlite3_open_v2(file.c_str(), &connection_, flags | SQLITE_OPEN_NOMUTEX,
                          reads_alone ? "unix-none" : nullptr));
    if (failure_) return;
    sqlite3_busy_timeout(connection_, static_cast<int>(kLockedMax.count()));
    // SQLite takes what it hands back to is_over() as not const.
    void* argument = const_cast<Patience*>(&patience); // NOLINT(*-const-cast)
    sqlite3_progress_handler(connection_, kInstructionsBetweenLooks, is_over, argument);
    // No other process reads along, so the index of the log needs no shared memory: that would be
    // a mapped file, and a disk that fails under one kills the process (SIGBUS).
    run("PRAGMA locking_mode = EXCLUSIVE");
    if (!reads_alone && sqlite3_db_readonly(connection_, "main") == 1)
        fail(Failure::Kind::Trouble, "it may not be written");
}

Database::~Database() {
    sqlite3_close(connection_);
}

void Database::run(const char* sql) {
    if (!failure_) check(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr));
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.integer(0) : 0;
}

void Database::fail(Failure::Kind kind, std::string why) {
    if (!failure_) failure_ = Failure{kind, std::move(why)};
}

bool Database::has_moved() {
    int moved = 0;
    sqlite3_file_control(connection_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

void Database::leave_log() {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): SQLite has no other way to say so
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::check(int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    const Failure::Kind kind = kind_of(code);
    std::string why = kind == Failure::Kind::Locked ? "another process uses it"
                      : connection_ == nullptr      ? sqlite3_errstr(code)
                                                    : sqlite3_errmsg(connection_);
    const int cause = connection_ == nullptr ? 0 : sqlite3_system_errno(connection_);
    const bool is_of_the_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
    if (is_of_the_system && cause != 0) why += ": " + std::system_category().message(cause);
    fail(kind, std::move(why));
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
    if (database_.failure_) return;
    database_.check(sqlite3_prepare_v2(database_.connection_, sql.data(),
                                       static_cast<int>(sql.size()), &statement_, nullptr));
}

Statement& Statement::add(std::int64_t value) {
    if (!database_.failure_) database_.check(sqlite3_bind_int64(statement_, ++parameter_, value));
    return *this;
}

Statement& Statement::add(std::string_view text) {
    if (!database_.failure_)
        database_.check(sqlite3_bind_text(statement_, ++parameter_, text.data(),
                                          static_cast<int>(text.size()), SQLITE_STATIC));
    return *this;
}

Statement& Statement::add_nothing() {
    if (!database_.failure_) database_.check(sqlite3_bind_null(statement_, ++parameter_));
    return *this;
}

bool Statement::step() {
    if (database_.failure_) return false;
    const int code = sqlite3_step(statement_);
    database_.check(code);
    return code == SQLITE_ROW;
}

void Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    parameter_ = 0;
}

void Statement::run() {
    step();
    reset();
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
    const void* octets = sqlite3_column_text(statement_, column);
    if (octets == nullptr) return {};
    return {static_cast<const char*>(octets),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::has(int column) const {
    return sqlite3_column_type(statement_, column) != SQLITE_NULL;
}

} // namespace signpost::journal
