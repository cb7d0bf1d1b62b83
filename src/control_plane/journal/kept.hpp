// Verdicts and overrides as the database has them.
#pragma once

#include "control_plane/journal/database.hpp"
#include "core/director/event.hpp"

#include <map>
#include <vector>

namespace signpost::journal {

/// What the next start gets back.
struct Kept {
    std::vector<director::LastVerdict> verdicts;
    std::vector<director::Override> overrides;
};

inline constexpr const char* kKeptSchema = R"(
    CREATE TABLE verdict (
        kind TEXT NOT NULL, name TEXT NOT NULL, check_name TEXT NOT NULL, probe_at TEXT NOT NULL,
        verdict TEXT NOT NULL, since_wall_ms INTEGER NOT NULL, evidence TEXT NOT NULL,
        fell_wall_ms INTEGER,
        PRIMARY KEY (kind, name, check_name, probe_at)) STRICT, WITHOUT ROWID;
    CREATE TABLE override (
        kind TEXT NOT NULL, name TEXT NOT NULL, standing TEXT NOT NULL, author TEXT NOT NULL,
        reason TEXT NOT NULL, set_wall_ms INTEGER NOT NULL, until_wall_ms INTEGER,
        phase TEXT, phase_since_wall_ms INTEGER, phase_end_wall_ms INTEGER,
        PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;
)";

/// Brings a file of before up to that.
void add_missing_columns(Database& database);

/// What is in the tables: so only what differs is written, of thousands of verdicts mostly one.
class KeptOnDisk {
public:
    /// What can be read, even if not all can. Rows that make no sense are left out.
    [[nodiscard]] Kept read(Database& database);
    void write(Database& database, const Kept& wanted);
    /// Nothing is there.
    void clear();

private:
    void write_verdicts(Database& database, const std::vector<director::LastVerdict>& wanted);
    void write_overrides(Database& database, const std::vector<director::Override>& wanted);

    std::map<health::Subject, director::LastVerdict> verdicts_;
    std::vector<director::Override> overrides_;
};

} // namespace signpost::journal
