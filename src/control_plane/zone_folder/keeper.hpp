// Keeps the zones of a folder as they are on disk.
//
// Watches the folder, waits until a burst of changes is over, and has load() run on a background
// thread. Besides it looks at names and stamps every few seconds, as a watch can fail and sees
// nothing on network file systems. On the loop's thread only; what a new state means for the
// snapshot is the owner's matter.
#pragma once

#include "control_plane/zone_folder/folder.hpp"
#include "loop/background.hpp"
#include "loop/folder_watch.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signpost::zone_folder {

/// Both must not deliver after the Keeper is destroyed.
struct Threads {
    loop::Background& prompt;  ///< For what takes milliseconds: a small change is in service soon,
                               ///< even while queries take every core.
    loop::Background& patient; ///< For what may take seconds, and must not delay an answer.
};

class Keeper {
public:
    using OnLoading = std::function<void(const Loading&)>;

    /// A burst is over when nothing has changed for kQuiet, and at the latest after kPatience.
    static constexpr std::chrono::milliseconds kQuiet{50};
    static constexpr std::chrono::milliseconds kPatience{300};
    static constexpr std::chrono::milliseconds kLookEvery{2000};
    /// The kernel grants 128 watches to a user by default; the other folders are looked at.
    static constexpr std::size_t kWatchesMax = 16;

    /// Up to this size reading takes some ten milliseconds.
    static constexpr std::uint64_t kPromptOctetsMax = std::uint64_t{256} << 10;

    /// `first` is the state at start. `on_loading` is called for every load that found something
    /// new.
    Keeper(loop::Loop& loop, Threads threads, std::string path, std::shared_ptr<const Folder> first,
           OnLoading on_loading);

    /// Loads now; `done` is called with what a load found that began after this call, after
    /// `on_loading`.
    void reload(OnLoading done);

    [[nodiscard]] const Folder& folder() const noexcept { return *folder_; }

private:
    void on_change();
    void look_around();
    void start_load();
    void load_on(loop::Background& thread);
    void finish_load(const Loading& loading);
    void watch_folders();

    loop::Loop& loop_;
    Threads threads_;
    std::string path_;
    std::shared_ptr<const Folder> folder_;
    OnLoading on_loading_;
    bool is_loading_ = false;
    bool is_load_due_ = false; ///< Something changed while a load was running.
    bool is_looking_ = false;
    std::uint64_t burst_began_ms_ = 0;
    std::vector<OnLoading> waiting_; ///< For the load that starts next.
    std::vector<OnLoading> running_; ///< For the load that is running.
    loop::Timer burst_over_;
    loop::Timer look_;
    std::map<std::string, std::unique_ptr<loop::FolderWatch>> watches_; ///< Null: it failed.
};

} // namespace signpost::zone_folder
