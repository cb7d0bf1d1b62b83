#include "control_plane/journal/kept.hpp"

#include "base/word.hpp"
#include "core/health/standing.hpp"

#include <optional>
#include <string>
#include <utility>

namespace signpost::journal {
namespace {

using director::LastVerdict;
using director::Override;
using health::Subject;

std::vector<LastVerdict> read_verdicts(Database& database) {
    Statement rows(database, "SELECT kind, name, check_name, probe_at, verdict, since_wall_ms, "
                             "evidence, fell_wall_ms FROM verdict");
    std::vector<LastVerdict> all;
    while (rows.step()) {
        const auto kind = value_of<health::SubjectKind>(health::kSubjectWords, rows.text(0));
        const auto verdict = value_of<health::Verdict>(health::kVerdictWords, rows.text(4));
        if (!kind || !verdict) continue;
        LastVerdict& last = all.emplace_back();
        last.subject = {*kind, rows.text(1), rows.text(2), rows.text(3)};
        last.verdict = *verdict;
        last.since_wall_ms = rows.integer(5);
        last.evidence = rows.text(6);
        if (rows.has(7)) last.fell_wall_ms = rows.integer(7);
    }
    return all;
}

bool has_phases(Database& database) {
    return database.number(
               "SELECT count(*) FROM pragma_table_info('override') WHERE name = 'phase'") != 0;
}

std::vector<Override> read_overrides(Database& database) {
    // A file of before that may not be written has no phases.
    Statement rows(database, has_phases(database)
                                 ? "SELECT kind, name, standing, author, reason, set_wall_ms, "
                                   "until_wall_ms, phase, phase_since_wall_ms, phase_end_wall_ms "
                                   "FROM override"
                                 : "SELECT kind, name, standing, author, reason, set_wall_ms, "
                                   "until_wall_ms, NULL, NULL, NULL FROM override");
    std::vector<Override> all;
    while (rows.step()) {
        const auto kind = value_of<health::SubjectKind>(health::kSubjectWords, rows.text(0));
        const auto standing = value_of<health::Standing>(health::kStandingWords, rows.text(2));
        if (!kind || !standing) continue;
        Override& override = all.emplace_back();
        override.subject = {*kind, rows.text(1), {}, {}};
        override.standing = *standing;
        override.author = rows.text(3);
        override.reason = rows.text(4);
        override.set_wall_ms = rows.integer(5);
        if (rows.has(6)) override.until_wall_ms = rows.integer(6);
        const auto phase = value_of<director::Phase>(director::kPhaseWords, rows.text(7));
        if (!phase) continue;
        override.progress = {.phase = *phase, .since_wall_ms = rows.integer(8)};
        if (rows.has(9)) override.progress->end_wall_ms = rows.integer(9);
    }
    return all;
}

void add_key(Statement& statement, const Subject& subject) {
    statement.add(word_of(health::kSubjectWords, subject.kind))
        .add(subject.name)
        .add(subject.check)
        .add(subject.probe_at);
}

void add_or_nothing(Statement& statement, const std::optional<std::int64_t>& wall_ms) {
    if (wall_ms)
        statement.add(*wall_ms);
    else
        statement.add_nothing();
}

void add_progress(Statement& statement, const std::optional<Override::Progress>& progress) {
    if (!progress) {
        statement.add_nothing().add_nothing().add_nothing();
        return;
    }
    statement.add(word_of(director::kPhaseWords, progress->phase)).add(progress->since_wall_ms);
    add_or_nothing(statement, progress->end_wall_ms);
}

} // namespace

void add_missing_columns(Database& database) {
    if (has_phases(database)) return;
    database.run("BEGIN IMMEDIATE");
    database.run("ALTER TABLE override ADD COLUMN phase TEXT");
    database.run("ALTER TABLE override ADD COLUMN phase_since_wall_ms INTEGER");
    database.run("ALTER TABLE override ADD COLUMN phase_end_wall_ms INTEGER");
    database.run("COMMIT");
}

Kept KeptOnDisk::read(Database& database) {
    clear();
    // Overrides first: of a damaged file, what operators said is the more precious.
    Kept kept;
    kept.overrides = read_overrides(database);
    kept.verdicts = read_verdicts(database);
    overrides_ = kept.overrides;
    for (const LastVerdict& verdict : kept.verdicts)
        verdicts_[verdict.subject] = verdict;
    return kept;
}

void KeptOnDisk::write(Database& database, const Kept& wanted) {
    write_verdicts(database, wanted.verdicts);
    write_overrides(database, wanted.overrides);
}

void KeptOnDisk::clear() {
    verdicts_.clear();
    overrides_.clear();
}

void KeptOnDisk::write_verdicts(Database& database, const std::vector<LastVerdict>& wanted) {
    Statement put(database, "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    Statement remove(database, "DELETE FROM verdict WHERE kind = ? AND name = ? AND "
                               "check_name = ? AND probe_at = ?");
    std::map<Subject, LastVerdict> now;
    for (const LastVerdict& verdict : wanted) {
        now[verdict.subject] = verdict;
        const auto there = verdicts_.find(verdict.subject);
        if (there != verdicts_.end() && there->second == verdict) continue;
        add_key(put, verdict.subject);
        put.add(word_of(health::kVerdictWords, verdict.verdict))
            .add(verdict.since_wall_ms)
            .add(verdict.evidence);
        add_or_nothing(put, verdict.fell_wall_ms);
        put.run();
    }
    for (const auto& [subject, verdict] : verdicts_) {
        if (now.contains(subject)) continue;
        add_key(remove, subject);
        remove.run();
    }
    verdicts_ = std::move(now);
}

void KeptOnDisk::write_overrides(Database& database, const std::vector<Override>& wanted) {
    if (wanted == overrides_) return;
    database.run("DELETE FROM override");
    Statement put(database,
                  "INSERT OR REPLACE INTO override VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Override& override : wanted) {
        put.add(word_of(health::kSubjectWords, override.subject.kind))
            .add(override.subject.name)
            .add(word_of(health::kStandingWords, override.standing))
            .add(override.author)
            .add(override.reason)
            .add(override.set_wall_ms);
        add_or_nothing(put, override.until_wall_ms);
        add_progress(put, override.progress);
        put.run();
    }
    overrides_ = wanted;
}

} // namespace signpost::journal
