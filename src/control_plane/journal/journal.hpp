// What the server remembers over restarts, and tells operators later: flips with their evidence,
// overrides, loads of files, starts and stops; and the last verdicts.
//
// SQLite in WAL mode behind a thread of its own: append() never waits for a disk. Once written,
// neither kill -9 nor a power failure takes an entry away. A disk that is full, read-only or slow
// costs memories, loudly, and never an answer: then the newest entries are kept in memory until it
// takes them. On the control loop's thread only.
#pragma once

#include "base/result.hpp"
#include "control_plane/journal/retention.hpp"
#include "core/director/effects.hpp"
#include "loop/background.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signpost::journal {

/// A line of the journal. What kinds there are stands in the log's table of events (base/log.hpp).
struct Entry {
    std::uint64_t number = 0; ///< Counts up; given by the journal.
    std::int64_t wall_ms = 0;
    std::string event;   ///< Its id there: "flip", "override-set", "zone-loaded".
    std::string subject; ///< As health::to_text; empty: the server as a whole.
    std::string detail;  ///< "up -> down: gateway 203.0.113.1: no answer within 300 ms".
    std::string author;  ///< Of what an operator did.
    std::uint32_t rtt_us = 0;
};

/// What to read: the newest first, unless a follower asks from a number on.
struct Filter {
    std::optional<std::int64_t> since_wall_ms;
    std::optional<std::int64_t> until_wall_ms;
    std::string subject; ///< "link/a-telecom"; empty: all. A site, link, endpoint or service.
    std::string event;   ///< Empty: all.
    std::uint64_t after_number = 0;
    std::uint32_t limit = 100;
};

/// What a start gets back.
struct Memory {
    director::Restored restored;
    bool was_stopped = true; ///< False: the last run ended without saying so.
};

/// How well it remembers, for status.
struct State {
    std::string trouble;       ///< Why entries are only in memory; empty: they are on disk.
    std::uint64_t waiting = 0; ///< Entries not on disk yet.
    std::uint64_t lost = 0;    ///< Since the start, for want of memory.
    std::uint64_t written = 0; ///< The number of the last entry on disk.
};

class Journal {
public:
    /// At most so many entries wait in memory, and of so many octets.
    static constexpr std::size_t kWaitingMax = 100'000;
    static constexpr std::size_t kWaitingOctetsMax = std::size_t{64} << 20;
    static constexpr std::size_t kTextMax = 2048; ///< What is longer is cut.

    /// `folder` need not exist or be writable: then all stays in memory. Reads what it remembers
    /// before it returns.
    Journal(loop::Loop& loop, const std::filesystem::path& folder, const Retention& retention);
    /// Writes what waits, for at most a second, and as long as the disk takes for what was begun.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    [[nodiscard]] const Memory& memory() const noexcept;
    /// What is too old then goes soon.
    void set_retention(const Retention& retention);

    void append(Entry entry);
    /// Replaces what the next start gets back.
    void keep(std::vector<director::LastVerdict> verdicts,
              std::vector<director::Override> overrides);
    /// Entries that wait are among them. `done` is called on the loop.
    void read(const Filter& filter, std::function<void(Result<std::vector<Entry>>)> done);
    [[nodiscard]] State state() const;
    /// Calls back, never from within a call, when the trouble changes.
    void on_trouble(std::function<void(const std::string& trouble)> callback);
    /// Calls back if the database could not even be read at the start, and now it can. What is not
    /// kept again is then forgotten at the next keep().
    void on_late_memory(std::function<void(const Memory& memory)> callback);

private:
    class Recorder;
    std::unique_ptr<Recorder> recorder_;
};

} // namespace signpost::journal
