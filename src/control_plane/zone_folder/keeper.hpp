// Keeps the zones of a folder as they are on disk.
//
// On the loop's thread only; what a new state means for the snapshot is the owner's matter.
#pragma once

#include "control_plane/files/refresher.hpp"
#include "control_plane/zone_folder/folder.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace signpost::zone_folder {

using files::Threads;

class Keeper {
public:
    using OnLoading = std::function<void(const Loading&)>;

    /// `first` is the state at start. `on_loading` is called for every load that found something
    /// new.
    Keeper(loop::Loop& loop, Threads threads, std::string path, std::shared_ptr<const Folder> first,
           OnLoading on_loading);

    /// Loads now; `done` is called with what a load found that began after this call, after
    /// `on_loading`.
    void reload(OnLoading done) { refresher_.reload(std::move(done)); }

    [[nodiscard]] const std::shared_ptr<const Folder>& folder() const noexcept { return folder_; }

private:
    files::Refresher<Loading>::Work make_work();
    void land(const Loading& loading);
    [[nodiscard]] std::vector<std::string> folders() const;

    std::string path_;
    std::shared_ptr<const Folder> folder_;
    OnLoading on_loading_;
    files::Refresher<Loading> refresher_;
};

} // namespace signpost::zone_folder
