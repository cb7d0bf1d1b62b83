// Keeps the zones of a folder as they are on disk.
//
// Watches the folder, waits until a burst of changes is over, and has load() run on the background
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

class Keeper {
public:
    using OnLoading = std::function<void(const Loading&)>;

    /// A burst is over when nothing has changed for kQuiet, and at the latest after kPatience.
    static constexpr std::chrono::milliseconds kQuiet{50};
    static constexpr std::chrono::milliseconds kPatience{300};
    static constexpr std::chrono::milliseconds kLookEvery{2000};
    /// The kernel grants 128 watches to a user by default; the other folders are looked at.
    static constexpr std::size_t kWatchesMax = 16;

    /// `first` is the state at start. `on_loading` is called for every load that found something
    /// new. Outlives nothing: the background thread must not deliver after this is destroyed.
    Keeper(loop::Loop& loop, loop::Background& background, std::string path,
           std::shared_ptr<const Folder> first, OnLoading on_loading);

    /// Loads now; `done` is called with what a load found that began after this call, after
    /// `on_loading`.
    void reload(OnLoading done);

    [[nodiscard]] const Folder& folder() const noexcept { return *folder_; }

private:
    void on_change();
    void look();
    void start_load();
    void finish_load(const Loading& loading);
    void watch_folders();

    loop::Loop& loop_;
    loop::Background& background_;
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
