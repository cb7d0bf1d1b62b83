// The entries of the journal in its database.
#pragma once

#include "control_plane/journal/database.hpp"
#include "control_plane/journal/journal.hpp"

#include <span>
#include <string>
#include <vector>

namespace signpost::journal {

// Entries are read from the newest on until there are enough: that finds what was lately without an
// index by time, which would grow with the journal. A subject may be rare.
inline constexpr const char* kEntrySchema = R"(
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL, event TEXT NOT NULL,
        subject TEXT NOT NULL, detail TEXT NOT NULL, author TEXT NOT NULL,
        rtt_us INTEGER NOT NULL) STRICT;
    CREATE INDEX entry_by_subject ON entry (subject);
)";

/// Those numbered above `after_number`.
void write_entries(Database& database, std::span<const Entry> entries, std::uint64_t after_number);
[[nodiscard]] std::vector<Entry> read_entries(Database& database, const Filter& filter);

/// Whether read_entries() would find it.
[[nodiscard]] bool is_wanted(const Entry& entry, const Filter& filter);

/// Removes the oldest entries that are too old, of a large database those that may go, but at most
/// so many, and no further than `span_ms` after the oldest.
struct Pruning {
    std::size_t entries_max = 0;
    std::int64_t span_ms = 0;
};
void prune_entries(Database& database, const Retention& retention, std::int64_t now_wall_ms,
                   const Pruning& pruning);

} // namespace signpost::journal
