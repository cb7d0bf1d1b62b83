// The journal's database on disk: its schema, what is written to it, and what is read back.
//
// It opens itself when it is used, again and again until it can. One thread at a time: the
// journal's constructor and destructor, and its background thread in between.
#pragma once

#include "control_plane/journal/database.hpp"
#include "control_plane/journal/journal.hpp"
#include "control_plane/journal/kept.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signpost::journal {

class Store {
public:
    static constexpr std::int64_t kVersion = 1;               ///< Of the schema.
    static constexpr std::int64_t kApplication = 0x5367'6e70; ///< "Sgnp": whose file it is.
    /// More damaged files are not set aside: the disk would fill with them.
    static constexpr std::size_t kSetAsideMax = 5;
    /// Entries that prune() removes at most: a fifth of a second's work.
    static constexpr std::size_t kPrunedMax = 20'000;
    /// By so much the time until which entries are removed moves in one call, so that a wrong clock
    /// costs some hours of the past, and not all.
    static constexpr std::int64_t kPrunedSpanMs = 3'600'000;

    /// `folder` is made, with its parents, if it is missing.
    Store(const std::filesystem::path& folder, const Patience& patience);

    /// Why it is not open; none: it is. A file of an earlier run is read into `memory`, as far as
    /// it can be even if it cannot be opened for writing.
    std::optional<std::string> open(Memory& memory);
    [[nodiscard]] bool is_open() const noexcept { return database_ != nullptr; }
    /// To leave the log beside the file costs no time; the next open() reads it there.
    void close(bool leaves_log);
    /// What earlier runs have left has been read, or there is nothing.
    [[nodiscard]] bool is_read() const noexcept { return is_read_; }
    /// Of the newest entry there.
    [[nodiscard]] std::uint64_t last_number() const noexcept { return last_number_; }

    /// What is written in one transaction, which is on disk when write() returns.
    struct Batch {
        std::shared_ptr<const std::vector<Entry>> entries; ///< Those there already are left out.
        std::shared_ptr<const Kept> kept;                  ///< None: as before.
        bool is_last = false;                              ///< The server stops as it should.
    };
    /// Why it failed; then nothing was written, and the store is closed. It must be open.
    std::optional<std::string> write(const Batch& batch);

    [[nodiscard]] Result<std::vector<Entry>> read(const Filter& filter);

    /// Removes entries that are too old. Numbers stay without gaps: only the oldest go, up to the
    /// first that stays.
    void prune(const Retention& retention, std::int64_t now_wall_ms);

private:
    void begin(Memory& memory);
    void create_schema();
    static void check_identity(Database& database);
    Memory remains();
    Memory read_memory(Database& database);
    std::optional<std::string> set_aside();
    std::string give_up(const Failure& failure);
    [[nodiscard]] bool is(Failure::Kind kind) const;

    std::filesystem::path folder_;
    std::filesystem::path file_;
    const Patience& patience_;
    std::unique_ptr<Database> database_;
    bool is_damaged_ = false; ///< The file is set aside before it is opened again.
    bool is_marked_ = false;  ///< As that of a run that has not ended.
    bool is_read_ = false;
    std::uint64_t last_number_ = 0;
    KeptOnDisk on_disk_;
    std::shared_ptr<const Kept> kept_; ///< What should be there; not null while it is open.
};

} // namespace signpost::journal
