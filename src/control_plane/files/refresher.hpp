// Decides when files are loaded again, so that what is kept of them is as they are on disk.
//
// Watches folders, waits until a burst of changes is over, and has a load run on a background
// thread, one at a time. Besides it looks at stamps every few seconds, as a watch can fail and sees
// nothing on network file systems. On the loop's thread only. What is loaded is the owner's matter.
#pragma once

#include "control_plane/files/folder_watches.hpp"
#include "control_plane/files/outlook.hpp"
#include "control_plane/files/threads.hpp"
#include "loop/timer.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace signpost::files {

/// A burst is over when nothing has changed for kQuiet, and at the latest after kPatience.
inline constexpr std::chrono::milliseconds kQuiet{50};
inline constexpr std::chrono::milliseconds kPatience{300};
inline constexpr std::chrono::milliseconds kLookEvery{2000};
/// Up to this size reading takes some ten milliseconds.
inline constexpr std::uint64_t kPromptOctetsMax = std::uint64_t{256} << 10;

template <class Loading>
class Refresher {
public:
    /// The first two are called on the loop; the jobs they give are run on a background thread, and
    /// share nothing but immutable values.
    struct Work {
        std::function<std::function<Outlook()>()> look;
        std::function<std::function<Loading()>()> load;
        std::function<void(const Loading&)> land; ///< Called on the loop with what a load found.
    };
    using Done = std::function<void(const Loading&)>;

    /// Looks at once: what has changed since the owner's first load is a change.
    Refresher(loop::Loop& loop, Threads threads, Work work, const std::vector<std::string>& folders)
        : loop_(loop), threads_(threads), work_(std::move(work)),
          burst_over_(loop, [this] { start_load(); }), look_(loop, [this] { look_around(); }),
          watches_(loop, [this] { on_change(); }) {
        watch(folders);
        look_.start_every(kLookEvery);
        look_around();
    }

    ~Refresher() = default;
    Refresher(const Refresher&) = delete;
    Refresher& operator=(const Refresher&) = delete;

    /// Loads now; `done` is called with what a load found that began after this call, after `land`.
    void reload(Done done) {
        waiting_.push_back(std::move(done));
        start_load();
    }

    /// The folders that hold the files now, the most important first.
    void watch(const std::vector<std::string>& folders) { watches_.watch(folders); }

private:
    void on_change() {
        const std::uint64_t now_ms = loop_.now_ms();
        if (!burst_over_.is_active()) burst_began_ms_ = now_ms;
        const std::chrono::milliseconds waited(now_ms - burst_began_ms_);
        burst_over_.start_once(
            std::clamp(kPatience - waited, std::chrono::milliseconds(0), kQuiet));
    }

    void look_around() {
        if (is_looking_ || is_loading_) return;
        is_looking_ = true;
        threads_.prompt.run(work_.look(), [this](const Outlook& outlook) {
            is_looking_ = false;
            if (outlook.has_changed) on_change(); // not at once: an editor may be half-way
        });
    }

    void start_load() {
        burst_over_.stop();
        is_load_due_ = is_loading_;
        if (is_loading_) return;
        is_loading_ = true;
        running_ = std::exchange(waiting_, {});
        threads_.prompt.run(work_.look(), [this, load = work_.load()](const Outlook& outlook) {
            const bool is_small = !outlook.has_changed || outlook.octets <= kPromptOctetsMax;
            (is_small ? threads_.prompt : threads_.patient)
                .run(load, [this](const Loading& loading) { finish_load(loading); });
        });
    }

    void finish_load(const Loading& loading) {
        is_loading_ = false;
        work_.land(loading);
        for (const Done& done : std::exchange(running_, {}))
            done(loading);
        if (is_load_due_) start_load();
    }

    loop::Loop& loop_;
    Threads threads_;
    Work work_;
    bool is_looking_ = false;
    bool is_loading_ = false;
    bool is_load_due_ = false; ///< Something changed while a load was running.
    std::uint64_t burst_began_ms_ = 0;
    std::vector<Done> waiting_; ///< For the load that starts next.
    std::vector<Done> running_; ///< For the load that is running.
    loop::Timer burst_over_;
    loop::Timer look_;
    FolderWatches watches_;
};

} // namespace signpost::files
