// Keeps what is known of clients as the map files say it.
//
// On the loop's thread only; what a new state means for the snapshot is the owner's matter.
#pragma once

#include "control_plane/files/refresher.hpp"
#include "control_plane/maps/map_set.hpp"

#include <functional>
#include <memory>

namespace signpost::maps {

class MapKeeper {
public:
    using OnLoading = std::function<void(const Loading&)>;

    /// `first` is the state at start; its setup is kept. `on_loading` is called for every load that
    /// found something new.
    MapKeeper(loop::Loop& loop, files::Threads threads, std::shared_ptr<const MapSet> first,
              OnLoading on_loading);

    /// Loads `setup` now, and keeps it from now on; `done` is called with what a load found that
    /// began after this call, after `on_loading`. Of several calls the last setup counts: what was
    /// being loaded for another is dropped.
    void reload(Setup setup, OnLoading done);

    /// In service; their setup is not the last one while that is being loaded.
    [[nodiscard]] const std::shared_ptr<const MapSet>& maps() const noexcept { return maps_; }

private:
    files::Refresher<Loading>::Work make_work();
    void land(const Loading& loading);

    Setup setup_; ///< Wanted; that of `maps_` once it is loaded.
    std::shared_ptr<const MapSet> maps_;
    OnLoading on_loading_;
    files::Refresher<Loading> refresher_;
};

} // namespace signpost::maps
