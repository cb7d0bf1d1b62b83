#include "control_plane/maps/map_keeper.hpp"

#include <utility>

namespace signpost::maps {

MapKeeper::MapKeeper(loop::Loop& loop, files::Threads threads, std::shared_ptr<const MapSet> first,
                     OnLoading on_loading)
    : setup_(first->setup), maps_(std::move(first)), on_loading_(std::move(on_loading)),
      refresher_(loop, threads, make_work(), folders_of(setup_)) {}

files::Refresher<Loading>::Work MapKeeper::make_work() {
    return {
        .look = [this] { return [setup = setup_, maps = maps_] { return look(setup, *maps); }; },
        .load = [this] { return [setup = setup_, maps = maps_] { return load(setup, maps); }; },
        .land = [this](const Loading& loading) { land(loading); }};
}

void MapKeeper::reload(Setup setup, OnLoading done) {
    setup_ = std::move(setup);
    refresher_.watch(folders_of(setup_)); // before it is read, so that no change is missed
    refresher_.reload(std::move(done));
}

void MapKeeper::land(const Loading& loading) {
    // What another setup asked for is not wanted any more; a load of this one follows.
    if (loading.maps == maps_ || loading.maps->setup != setup_) return;
    maps_ = loading.maps;
    on_loading_(loading);
}

} // namespace signpost::maps
