#include "control_plane/journal/store.hpp"

#include "base/fd.hpp"
#include "base/log.hpp"
#include "control_plane/journal/entries.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <system_error>
#include <utility>

namespace signpost::journal {
namespace {

namespace fs = std::filesystem;

/// Of the last run, if it ended: the server says so when it stops.
constexpr const char* kRunSchema = R"(
    CREATE TABLE run (only INTEGER PRIMARY KEY CHECK (only = 1), is_stopped INTEGER NOT NULL)
        STRICT;
    INSERT INTO run VALUES (1, 1);
)";

// kill -9 costs nothing that was committed: it is with the kernel. With synchronous = FULL a power
// failure costs nothing either; each transaction then waits once for the disk. NORMAL would not
// wait, and lose the overrides of the last minutes before a power failure. Flips are rare, and
// those of a storm share transactions, so the wait is cheap; nobody but the journal's thread waits.
constexpr const char* kSettings = R"(
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 16777216;
    PRAGMA temp_store = MEMORY;
    PRAGMA cell_size_check = ON;
)";

std::string now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H%M%SZ", &parts);
    return {text.data(), length};
}

/// A folder for nobody else, unless it is there. Where that fails, opening the file tells why.
void make_folder(const fs::path& folder) {
    std::error_code ignored;
    fs::create_directories(folder.parent_path(), ignored);
    ::mkdir(folder.c_str(), S_IRWXU);
}

/// Whoever may read the database may also lock it, and so keep us from it. SQLite gives the files
/// beside it the same mode.
void make_private(const fs::path& file) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is one.
    { const Fd created(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)); }
    std::error_code ignored;
    for (const char* const suffix : {"", "-wal"})
        fs::permissions(file.string() + suffix, fs::perms::group_all | fs::perms::others_all,
                        fs::perm_options::remove, ignored);
}

std::size_t count_set_aside(const fs::path& folder, const std::string& prefix) {
    std::error_code error;
    std::size_t count = 0;
    for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
        const std::string name = at->path().filename();
        if (name.starts_with(prefix) && !name.ends_with("-wal")) ++count;
    }
    return count;
}

} // namespace

Store::Store(const fs::path& folder, const Patience& patience)
    : folder_((folder / "").parent_path()), file_(folder_ / "journal.db"), patience_(patience) {}

void Store::close(bool leaves_log) {
    if (database_ && leaves_log) database_->leave_log();
    database_.reset();
}

/// Closes what has failed, and says why.
std::string Store::give_up(const Failure& failure) {
    std::string why = file_.string() + ": " + failure.why;
    is_damaged_ = failure.kind == Failure::Kind::Corrupt;
    close(true);
    return why;
}

std::optional<std::string> Store::open(Memory& memory) {
    is_marked_ = false;
    if (!std::exchange(is_damaged_, false)) begin(memory);
    if (!database_ || is(Failure::Kind::Corrupt)) {
        close(true);
        memory = remains();
        if (std::optional<std::string> trouble = set_aside()) return trouble;
        Memory none;
        begin(none);
    } else if (is(Failure::Kind::Trouble)) {
        memory = remains();
    }
    if (database_->failure()) return give_up(*database_->failure());
    if (!kept_)
        kept_ =
            std::make_shared<const Kept>(Kept{memory.restored.verdicts, memory.restored.overrides});
    return std::nullopt;
}

bool Store::is(Failure::Kind kind) const {
    return database_->failure() && database_->failure()->kind == kind;
}

void Store::begin(Memory& memory) {
    make_folder(folder_);
    make_private(file_);
    database_ = std::make_unique<Database>(file_, Database::Access::Write, patience_);
    check_identity(*database_); // before anything changes the file
    database_->run(kSettings);
    create_schema();
    memory = read_memory(*database_);
}

/// What can be read of a file that cannot be opened for writing.
Memory Store::remains() {
    Database database(file_, Database::Access::ReadAlone, patience_);
    check_identity(database);
    Memory memory = read_memory(database);
    on_disk_.clear();
    return memory;
}

/// Of nothing an empty one.
Memory Store::read_memory(Database& database) {
    Memory memory;
    Kept kept = on_disk_.read(database);
    memory.restored = {.verdicts = std::move(kept.verdicts),
                       .overrides = std::move(kept.overrides)};
    memory.was_stopped = database.number("SELECT NOT is_stopped FROM run") == 0;
    const auto last = static_cast<std::uint64_t>(database.number("SELECT max(number) FROM entry"));
    last_number_ = std::max(last_number_, last);
    is_read_ = is_read_ || !database.failure();
    return memory;
}

void Store::check_identity(Database& database) {
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    if (application == 0 && database.number("PRAGMA schema_version") == 0) return; // a new one
    if (database.failure()) return;
    if (application != kApplication)
        database.fail(Failure::Kind::Trouble,
                      "it is the database of another program: move it away, or set /server/state "
                      "to another folder");
    else if (version != kVersion)
        database.fail(Failure::Kind::Trouble,
                      "its format is " + std::to_string(version) + ", and this server knows " +
                          std::to_string(kVersion) +
                          " only: use the server that wrote it, or move it away");
}

void Store::create_schema() {
    if (database_->number("PRAGMA user_version") == kVersion)
        return add_missing_columns(*database_);
    database_->run("BEGIN IMMEDIATE");
    database_->run(kEntrySchema);
    database_->run(kKeptSchema);
    database_->run(kRunSchema);
    database_->run(("PRAGMA application_id = " + std::to_string(kApplication)).c_str());
    database_->run(("PRAGMA user_version = " + std::to_string(kVersion)).c_str());
    database_->run("COMMIT");
}

std::optional<std::string> Store::set_aside() {
    const std::string prefix = file_.filename().string() + ".corrupt-";
    is_damaged_ = true; // until it is out of the way
    if (count_set_aside(folder_, prefix) >= kSetAsideMax)
        return file_.string() + ": damaged, and so many damaged files (" + prefix +
               "*) lie beside it that it is not set aside: remove them, and look at the disk";
    const fs::path aside = folder_ / (prefix + now_text());
    std::error_code error;
    fs::rename(file_, aside, error);
    if (error) return file_.string() + ": damaged, and cannot be renamed: " + error.message();
    fs::rename(file_.string() + "-wal", aside.string() + "-wal", error); // mostly there is none
    is_damaged_ = false;
    log::write(log::kJournalAnew, {{"file", file_.string()}, {"set_aside", aside.string()}});
    return std::nullopt;
}

std::optional<std::string> Store::write(const Batch& batch) {
    if (database_->has_moved())
        return give_up({Failure::Kind::Trouble, "it was removed, or another file has its name"});
    if (batch.kept) kept_ = batch.kept;
    database_->run("BEGIN IMMEDIATE");
    write_entries(*database_, *batch.entries, last_number_);
    on_disk_.write(*database_, *kept_);
    if (batch.is_last) database_->run("UPDATE run SET is_stopped = 1");
    if (!batch.is_last && !is_marked_) database_->run("UPDATE run SET is_stopped = 0");
    database_->run("COMMIT");
    if (database_->failure()) return give_up(*database_->failure());
    is_marked_ = true;
    if (!batch.entries->empty())
        last_number_ = std::max(last_number_, batch.entries->back().number);
    return std::nullopt;
}

Result<std::vector<Entry>> Store::read(const Filter& filter) {
    if (!database_) return std::vector<Entry>{};
    std::vector<Entry> found = read_entries(*database_, filter);
    if (database_->failure()) return Error(give_up(*database_->failure()));
    return found;
}

void Store::prune(const Retention& retention, std::int64_t now_wall_ms) {
    if (!database_) return;
    prune_entries(*database_, retention, now_wall_ms,
                  {.entries_max = kPrunedMax, .span_ms = kPrunedSpanMs});
    if (database_->failure()) give_up(*database_->failure()); // the next write tells
}

} // namespace signpost::journal
