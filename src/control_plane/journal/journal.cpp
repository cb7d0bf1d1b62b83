#include "control_plane/journal/journal.hpp"

#include "base/log.hpp"
#include "control_plane/journal/entries.hpp"
#include "control_plane/journal/store.hpp"
#include "loop/timer.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <iterator>
#include <utility>

namespace signpost::journal {
namespace {

using namespace std::chrono_literals;

/// Entries of one transaction. Each transaction waits once for the disk.
constexpr std::size_t kBatchMax = 2000;
constexpr std::chrono::milliseconds kRetryFirst = 1s;
constexpr std::chrono::milliseconds kRetryMax = 60s;
constexpr std::chrono::milliseconds kSlow = 2s; ///< A write that takes longer is told as trouble.
/// The same where it waits for a read, of which nobody knows how long it takes.
constexpr std::chrono::milliseconds kSlowBehind = 30s;
constexpr std::chrono::milliseconds kPruneEvery = 10min;
constexpr std::chrono::milliseconds kLastWords = 1s;

/// No more than kTextMax octets, at the end of a UTF-8 character.
void cut(std::string& text) {
    if (text.size() <= Journal::kTextMax) return;
    std::size_t length = Journal::kTextMax;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U)
        --length;
    text.resize(length);
}

std::size_t octets_of(const Entry& entry) {
    return sizeof entry + entry.event.size() + entry.subject.size() + entry.detail.size() +
           entry.author.size();
}

std::int64_t wall_now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// What a turn of the background thread brought.
struct Turn {
    std::optional<std::string> trouble; ///< None: all is well.
    std::optional<Memory> late_memory;  ///< It was read for the first time, and nothing written.
    std::uint64_t last_number = 0;      ///< On disk.
};

/// `is_remembered`: what earlier runs have left is known. Otherwise nothing is written before it
/// is.
Turn write_to(Store& store, const Store::Batch& batch, bool is_remembered) {
    Turn turn;
    if (!store.is_open()) {
        Memory memory;
        turn.trouble = store.open(memory);
        turn.last_number = store.last_number();
        if (turn.trouble) return turn;
        if (!is_remembered) {
            turn.late_memory = std::move(memory);
            return turn;
        }
    }
    turn.trouble = store.write(batch);
    turn.last_number = store.last_number();
    return turn;
}

} // namespace

class Journal::Recorder {
public:
    Recorder(loop::Loop& loop, const std::filesystem::path& folder, const Retention& retention)
        : retention_(retention), store_(folder, patience_), next_(loop, [this] { write_some(); }),
          slow_(loop,
                [this] {
                    is_slow_ = true;
                    set_trouble("a write to the journal takes long: the disk is slow, or hangs");
                }),
          prune_(loop, [this] { prune(); }) {
        const std::optional<std::string> trouble = store_.open(memory_);
        is_remembered_ = store_.is_read();
        state_.trouble = trouble.value_or("");
        state_.written = store_.last_number();
        next_number_ += state_.written;
        background_.emplace(loop, "journal", loop::Priority::Normal);
        prune_.start_every(kPruneEvery);
        next_.start_once(trouble ? kRetryFirst : 0ms);
    }

    /// What the thread is at ends soon; then nobody else uses the store.
    ~Recorder() {
        patience_.ends(Patience::Clock::now() + kLastWords / 2);
        background_.reset();
        patience_.ends(Patience::Clock::now() + kLastWords / 2);
        Memory known;
        if (!store_.is_open() && is_remembered_) static_cast<void>(store_.open(known));
        while (store_.is_open() && !patience_.is_over()) {
            take_batch();
            const bool is_last = waiting_.empty();
            if (store_.write({.entries = batch_, .kept = kept_, .is_last = is_last})) break;
            batch_ = std::make_shared<const std::vector<Entry>>();
            if (is_last) break;
        }
        store_.close(patience_.is_over());
    }

    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    [[nodiscard]] const Memory& memory() const noexcept { return memory_; }
    void set_retention(const Retention& retention) {
        if (std::exchange(retention_, retention) != retention) prune();
    }

    void append(Entry entry) {
        for (std::string* text : {&entry.event, &entry.subject, &entry.detail, &entry.author})
            cut(*text);
        entry.number = next_number_++;
        waiting_octets_ += octets_of(entry);
        waiting_.push_back(std::move(entry));
        while (waiting_.size() + batch_->size() > kWaitingMax ||
               waiting_octets_ > kWaitingOctetsMax) {
            waiting_octets_ -= octets_of(waiting_.front());
            waiting_.pop_front();
            ++state_.lost;
        }
        write_soon();
    }

    void keep(std::vector<director::LastVerdict> verdicts,
              std::vector<director::Override> overrides) {
        for (director::LastVerdict& verdict : verdicts)
            cut(verdict.evidence);
        kept_ = std::make_shared<const Kept>(Kept{std::move(verdicts), std::move(overrides)});
        write_soon();
    }

    void read(const Filter& filter, std::function<void(Result<std::vector<Entry>>)> done) {
        if (is_slow_) return done(with_waiting({}, filter)); // it would wait for the disk, too
        ++ahead_;
        background_->run([this, filter] { return store_.read(filter); },
                         [this, filter, done = std::move(done)](Result<std::vector<Entry>> found) {
                             on_ahead_done();
                             if (found) return done(with_waiting(*std::move(found), filter));
                             write_soon(); // which opens it again, or tells why not
                             done(std::move(found));
                         });
    }

    [[nodiscard]] State state() const {
        State state = state_;
        state.waiting = waiting_.size() + batch_->size();
        return state;
    }

    void on_trouble(std::function<void(const std::string&)> callback) {
        on_trouble_ = std::move(callback);
    }
    void on_late_memory(std::function<void(const Memory&)> callback) {
        on_late_memory_ = std::move(callback);
    }

private:
    /// Whatever is appended in this turn of the loop is written together; after a failure, not
    /// before it is time to try again.
    void write_soon() {
        is_due_ = true;
        if (!is_writing_ && !next_.is_active()) next_.start_once(0ms);
    }

    void write_some() {
        take_batch();
        is_due_ = false;
        is_writing_ = true;
        slow_.start_once(ahead_ == 0 ? kSlow : kSlowBehind);
        background_->run(
            [this, batch = Store::Batch{.entries = batch_, .kept = kept_},
             is_remembered = is_remembered_] { return write_to(store_, batch, is_remembered); },
            [this, kept = kept_](const Turn& turn) { on_turn(turn, kept); });
    }

    /// A write that waited for it begins only now.
    void on_ahead_done() {
        if (--ahead_ == 0 && is_writing_) slow_.start_once(kSlow);
    }

    /// What is being written, or is to be written again after a failure, stays as it is.
    void take_batch() {
        if (!batch_->empty()) return;
        auto batch = std::make_shared<std::vector<Entry>>();
        const std::size_t count = std::min(kBatchMax, waiting_.size());
        batch->reserve(count);
        for (; batch->size() < count; waiting_.pop_front()) {
            waiting_octets_ -= octets_of(waiting_.front());
            batch->push_back(std::move(waiting_.front()));
        }
        batch_ = std::move(batch);
    }

    void on_turn(const Turn& turn, const std::shared_ptr<const Kept>& kept) {
        is_writing_ = false;
        slow_.stop();
        const bool was_slow = std::exchange(is_slow_, false);
        if (turn.trouble) {
            set_trouble(*turn.trouble);
            next_.start_once(pause_);
            pause_ = std::min(2 * pause_, kRetryMax);
            return;
        }
        if (turn.late_memory)
            remember_late(turn);
        else
            on_written(turn, kept);
        pause_ = kRetryFirst;
        const bool has_more = is_due_ || !waiting_.empty() || !batch_->empty();
        if (!was_slow || !has_more) set_trouble("");
        if (has_more && !next_.is_active()) next_.start_once(0ms);
    }

    void on_written(const Turn& turn, const std::shared_ptr<const Kept>& kept) {
        batch_ = std::make_shared<const std::vector<Entry>>();
        if (kept_ == kept) kept_ = nullptr;
        state_.written = turn.last_number;
        if (state_.lost != lost_told_)
            append({.number = 0,
                    .wall_ms = wall_now_ms(),
                    .event = std::string(log::kJournalTrouble.id),
                    .subject = {},
                    .detail = std::to_string(state_.lost - lost_told_) +
                              " entries before this one are lost: memory was full",
                    .author = {},
                    .rtt_us = 0});
        lost_told_ = state_.lost;
    }

    /// What waits comes after what is there.
    void remember_late(const Turn& turn) {
        is_remembered_ = true;
        state_.written = turn.last_number;
        auto batch = std::make_shared<std::vector<Entry>>(*batch_);
        for (Entry& entry : *batch)
            entry.number += turn.last_number;
        for (Entry& entry : waiting_)
            entry.number += turn.last_number;
        batch_ = std::move(batch);
        next_number_ += turn.last_number;
        is_due_ = true;
        if (on_late_memory_) on_late_memory_(*turn.late_memory);
    }

    [[nodiscard]] std::vector<Entry> with_waiting(std::vector<Entry> found,
                                                  const Filter& filter) const {
        const auto add = [&](const Entry& entry) {
            if (is_wanted(entry, filter)) found.push_back(entry);
        };
        std::ranges::for_each(*batch_, add);
        std::ranges::for_each(waiting_, add);
        if (filter.after_number != 0)
            std::ranges::sort(found, std::less<>(), &Entry::number);
        else
            std::ranges::sort(found, std::greater<>(), &Entry::number);
        if (found.size() > filter.limit) found.resize(filter.limit);
        return found;
    }

    void prune() {
        if (is_slow_) return;
        ++ahead_;
        background_->run(
            [this, retention = retention_] {
                store_.prune(retention, wall_now_ms());
                return 0;
            },
            [this](int) { on_ahead_done(); });
    }

    void set_trouble(const std::string& trouble) {
        if (trouble == state_.trouble) return;
        state_.trouble = trouble;
        if (on_trouble_) on_trouble_(trouble);
    }

    std::function<void(const std::string&)> on_trouble_;
    std::function<void(const Memory&)> on_late_memory_;
    Retention retention_;
    Memory memory_;
    State state_;
    std::uint64_t lost_told_ = 0;
    std::uint64_t next_number_ = 1;
    std::deque<Entry> waiting_;
    std::size_t waiting_octets_ = 0;
    std::shared_ptr<const std::vector<Entry>> batch_ =
        std::make_shared<const std::vector<Entry>>(); ///< Never null.
    std::shared_ptr<const Kept> kept_;                ///< None: what is on disk is right.
    bool is_remembered_ = false; ///< What earlier runs have left has been read.
    bool is_due_ = false;
    bool is_writing_ = false;
    bool is_slow_ = false;  ///< The write under way takes long.
    std::size_t ahead_ = 0; ///< What else the thread was given and is not done with.
    std::chrono::milliseconds pause_ = kRetryFirst;
    Patience patience_;
    Store store_; // the background thread's, from the end of the constructor on
    loop::Timer next_;
    loop::Timer slow_;
    loop::Timer prune_;
    std::optional<loop::Background> background_; // last: it stops before what it uses goes
};

Journal::Journal(loop::Loop& loop, const std::filesystem::path& folder, const Retention& retention)
    : recorder_(std::make_unique<Recorder>(loop, folder, retention)) {}

Journal::~Journal() = default;

const Memory& Journal::memory() const noexcept {
    return recorder_->memory();
}

void Journal::set_retention(const Retention& retention) {
    recorder_->set_retention(retention);
}

void Journal::append(Entry entry) {
    recorder_->append(std::move(entry));
}

void Journal::keep(std::vector<director::LastVerdict> verdicts,
                   std::vector<director::Override> overrides) {
    recorder_->keep(std::move(verdicts), std::move(overrides));
}

void Journal::read(const Filter& filter, std::function<void(Result<std::vector<Entry>>)> done) {
    recorder_->read(filter, std::move(done));
}

State Journal::state() const {
    return recorder_->state();
}

void Journal::on_trouble(std::function<void(const std::string& trouble)> callback) {
    recorder_->on_trouble(std::move(callback));
}

void Journal::on_late_memory(std::function<void(const Memory& memory)> callback) {
    recorder_->on_late_memory(std::move(callback));
}

} // namespace signpost::journal
