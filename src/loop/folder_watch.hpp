// Tells when files in a folder may have changed.
//
// The control plane watches the folders of zone files. Only "look again" is told: one call for a
// burst of events, without names, because whoever looks must compare anyway. A file counts when its
// writer closes it, or when it is renamed or linked in. Own inotify, because uv_fs_event knows
// neither the closing of a file nor the overflow of the event queue. Loop thread only.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"
#include "loop/poll.hpp"
#include "loop/timer.hpp"

#include <string>

namespace signpost::loop {

class FolderWatch {
public:
    /// Fails if the kernel grants no inotify instance (fs.inotify.max_user_instances). A folder
    /// that is not there, or is replaced, is watched again as soon as it is back; that too is a
    /// change.
    static Result<std::unique_ptr<FolderWatch>> open(Loop& loop, std::string folder,
                                                     Callback on_change);

    FolderWatch(Loop& loop, Fd inotify, std::string folder, Callback on_change);
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

    /// False while the folder is missing or may not be read.
    [[nodiscard]] bool is_watching() const noexcept { return state_->folder_id >= 0; }

private:
    // Shared with the callbacks, so that it outlives a FolderWatch destroyed in one of them.
    struct State {
        Fd inotify;
        std::string folder; ///< Without a slash at its end.
        Callback on_change;
        std::optional<Poll> poll;
        std::optional<Timer> retry;
        int folder_id = -1; ///< Of the watch on the folder itself.
        int parent_id = -1; ///< Of the watch on the folder above, which sees a replacement.

        void arm();
        void on_ready();
    };
    std::shared_ptr<State> state_;
};

} // namespace signpost::loop
