#include "control_plane/journal/entries.hpp"

#include <algorithm>
#include <optional>

namespace signpost::journal {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

/// What follows the subject as operators name it: an endpoint has its check in brackets, and an
/// operator means all of its checks.
constexpr std::string_view kDetailsBegin = " (";
constexpr std::string_view kDetailsEnd = " )"; // ')' follows '(' in ASCII

std::string sql_of(const Filter& filter) {
    std::string sql = "SELECT number, wall_ms, event, subject, detail, author, rtt_us FROM entry "
                      "WHERE number > ?";
    if (filter.since_wall_ms) sql += " AND wall_ms >= ?";
    if (filter.until_wall_ms) sql += " AND wall_ms < ?";
    if (!filter.subject.empty()) sql += " AND (subject = ? OR (subject >= ? AND subject < ?))";
    if (!filter.event.empty()) sql += " AND event = ?";
    sql += filter.after_number == 0 ? " ORDER BY number DESC LIMIT ?" : " ORDER BY number LIMIT ?";
    return sql;
}

std::int64_t size_octets(Database& database) {
    return database.number("PRAGMA page_size") *
           (database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count"));
}

/// Entries of a clock that was ahead count as old as those around them.
std::optional<std::int64_t> oldest_wall_ms(Database& database, std::int64_t now_wall_ms) {
    Statement statement(database,
                        "SELECT wall_ms FROM entry WHERE wall_ms <= ? ORDER BY number LIMIT 1");
    statement.add(now_wall_ms + kDayMs);
    if (!statement.step()) return std::nullopt;
    return statement.integer(0);
}

/// Removes entries from the first on, up to the first that is not older.
void remove_older(Database& database, std::int64_t than_wall_ms, std::int64_t now_wall_ms,
                  std::size_t entries_max) {
    Statement remove(database,
                     "DELETE FROM entry WHERE number < (SELECT min(stays) FROM ("
                     "SELECT number AS stays FROM (SELECT number FROM entry WHERE wall_ms >= ? "
                     "AND wall_ms <= ? ORDER BY number LIMIT 1) "
                     "UNION ALL SELECT min(number) + ? FROM entry "
                     "UNION ALL SELECT max(number) FROM entry))");
    remove.add(than_wall_ms)
        .add(now_wall_ms + kDayMs)
        .add(static_cast<std::int64_t>(entries_max))
        .run();
}

} // namespace

void write_entries(Database& database, std::span<const Entry> entries, std::uint64_t after_number) {
    Statement put(database, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const Entry& entry : entries)
        if (entry.number > after_number)
            put.add(static_cast<std::int64_t>(entry.number))
                .add(entry.wall_ms)
                .add(entry.event)
                .add(entry.subject)
                .add(entry.detail)
                .add(entry.author)
                .add(entry.rtt_us)
                .run();
}

std::vector<Entry> read_entries(Database& database, const Filter& filter) {
    Statement rows(database, sql_of(filter));
    rows.add(static_cast<std::int64_t>(filter.after_number));
    if (filter.since_wall_ms) rows.add(*filter.since_wall_ms);
    if (filter.until_wall_ms) rows.add(*filter.until_wall_ms);
    const std::string from = filter.subject + std::string(kDetailsBegin);
    const std::string to = filter.subject + std::string(kDetailsEnd);
    if (!filter.subject.empty()) rows.add(filter.subject).add(from).add(to);
    if (!filter.event.empty()) rows.add(filter.event);
    rows.add(filter.limit);
    std::vector<Entry> found;
    while (rows.step())
        found.push_back({.number = static_cast<std::uint64_t>(rows.integer(0)),
                         .wall_ms = rows.integer(1),
                         .event = rows.text(2),
                         .subject = rows.text(3),
                         .detail = rows.text(4),
                         .author = rows.text(5),
                         .rtt_us = static_cast<std::uint32_t>(rows.integer(6))});
    return found;
}

bool is_wanted(const Entry& entry, const Filter& filter) {
    if (entry.number <= filter.after_number) return false;
    if (filter.since_wall_ms && entry.wall_ms < *filter.since_wall_ms) return false;
    if (filter.until_wall_ms && entry.wall_ms >= *filter.until_wall_ms) return false;
    if (!filter.event.empty() && entry.event != filter.event) return false;
    return filter.subject.empty() || entry.subject == filter.subject ||
           entry.subject.starts_with(filter.subject + std::string(kDetailsBegin));
}

void prune_entries(Database& database, const Retention& retention, std::int64_t now_wall_ms,
                   const Pruning& pruning) {
    const std::optional<std::int64_t> oldest = oldest_wall_ms(database, now_wall_ms);
    if (!oldest) return;
    const bool is_large =
        size_octets(database) > (static_cast<std::int64_t>(retention.size_mb) << 20);
    const std::uint32_t days =
        is_large ? retention.days_min : std::max(retention.days, retention.days_min);
    const std::int64_t until = std::min(now_wall_ms - days * kDayMs, *oldest + pruning.span_ms);
    if (until > *oldest) remove_older(database, until, now_wall_ms, pruning.entries_max);
}

} // namespace signpost::journal
