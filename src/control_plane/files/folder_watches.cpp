#include "control_plane/files/folder_watches.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace signpost::files {

void FolderWatches::watch(const std::vector<std::string>& folders) {
    std::erase_if(watches_, [&folders](const auto& entry) {
        return std::ranges::find(folders, entry.first) == folders.end();
    });
    for (const std::string& folder : folders) {
        if (watches_.size() >= kCountMax) return;
        if (watches_.contains(folder)) continue;
        auto watch = loop::FolderWatch::open(loop_, folder, on_change_);
        if (!watch)
            log::write(log::kWatchFailed, {{"folder", folder}, {"why", watch.error().reason()}});
        watches_.emplace(folder, watch ? *std::move(watch) : nullptr);
    }
}

} // namespace signpost::files
