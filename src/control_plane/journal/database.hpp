// One SQLite database: the door to the library.
//
// Failures stick: after the first nothing is done any more, so a sequence of statements is checked
// once, at its end. One thread at a time; only the journal's store uses it.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::journal {

/// Until when statements may run. Any thread may cut it short.
class Patience {
public:
    using Clock = std::chrono::steady_clock;

    void ends(Clock::time_point when) noexcept { end_ = when.time_since_epoch().count(); }
    [[nodiscard]] bool is_over() const noexcept {
        return Clock::now().time_since_epoch().count() >= end_;
    }

private:
    std::atomic<Clock::rep> end_ = Clock::time_point::max().time_since_epoch().count();
};

struct Failure {
    enum class Kind : std::uint8_t {
        Trouble, ///< It may pass: full, read-only, no permission, a disk that fails.
        Locked,  ///< Another process has it.
        Corrupt, ///< What is in the file makes no sense.
    };
    Kind kind = Kind::Trouble;
    std::string why;
};

class Database {
public:
    enum class Access : std::uint8_t {
        Write,
        /// Also where nothing may be written, not even next to the file. Nobody else may write it
        /// meanwhile.
        ReadAlone,
    };
    /// How long a database that another process has is waited for.
    static constexpr std::chrono::milliseconds kLockedMax{500};

    Database(const std::filesystem::path& file, Access access, const Patience& patience);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// One or several statements without results.
    void run(const char* sql);
    /// The integer that a statement gives; 0 if it fails, or gives none.
    [[nodiscard]] std::int64_t number(const char* sql);

    [[nodiscard]] const std::optional<Failure>& failure() const noexcept { return failure_; }
    void fail(Failure::Kind kind, std::string why);

    /// The file has been removed, or another has its name.
    [[nodiscard]] bool has_moved();
    /// What is in the log beside the file stays there when this is closed: it costs no time, and
    /// the next one who opens it reads it there.
    void leave_log();

private:
    friend class Statement;
    void check(int code);

    sqlite3* connection_ = nullptr;
    std::optional<Failure> failure_;
};

class Statement {
public:
    Statement(Database& database, std::string_view sql);
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Parameters, in order. Texts are borrowed until the next reset().
    Statement& add(std::int64_t value);
    Statement& add(std::string_view text);
    Statement& add_nothing();

    /// True if there is a row; false at the end, and after a failure.
    bool step();
    void reset(); ///< Ready for new parameters.
    /// step(), then reset(), for what gives no rows.
    void run();

    // Of the row, from column 0 on.
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool has(int column) const;

private:
    Database& database_;
    sqlite3_stmt* statement_ = nullptr;
    int parameter_ = 0;
};

} // namespace signpost::journal
