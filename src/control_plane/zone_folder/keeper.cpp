#include "control_plane/zone_folder/keeper.hpp"

#include <utility>

namespace signpost::zone_folder {

Keeper::Keeper(loop::Loop& loop, Threads threads, std::string path,
               std::shared_ptr<const Folder> first, OnLoading on_loading)
    : path_(std::move(path)), folder_(std::move(first)), on_loading_(std::move(on_loading)),
      refresher_(loop, threads, make_work(), folders()) {}

files::Refresher<Loading>::Work Keeper::make_work() {
    return {
        .look = [this] { return [path = path_, folder = folder_] { return look(path, *folder); }; },
        .load = [this] { return [path = path_, folder = folder_] { return load(path, folder); }; },
        .land = [this](const Loading& loading) { land(loading); }};
}

void Keeper::land(const Loading& loading) {
    if (loading.folder == folder_) return;
    folder_ = loading.folder;
    refresher_.watch(folders());
    on_loading_(loading);
}

std::vector<std::string> Keeper::folders() const {
    std::vector<std::string> folders{path_};
    for (const std::string& included : folders_included(path_, *folder_))
        folders.push_back(included);
    return folders;
}

} // namespace signpost::zone_folder
