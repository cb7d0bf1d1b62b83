// What must be there before the server may live: configuration, zones, maps, sockets.
#pragma once

#include "base/fd.hpp"
#include "base/result.hpp"
#include "control_plane/config/config.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/steering/keeper.hpp"
#include "control_plane/watch/roster.hpp"
#include "control_plane/zone_folder/folder.hpp"
#include "data_plane/sockets.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace signpost::app {

/// What prepare() has made: sockets open, zones loaded, root left behind.
struct Prepared {
    std::filesystem::path config_file;
    config::Config config;
    std::shared_ptr<const zone_folder::Folder> folder;
    std::shared_ptr<const maps::MapSet> maps;
    CookieSecret random_secret; ///< Used while no file of secrets is configured.
    steering::State steering;
    watch::Roster roster; ///< Of what is in service.
    data_plane::Sockets sockets;
    Fd control;
};

/// Does what needs root or can fail: reads configuration and zones, opens the sockets, becomes the
/// configured user. Complaints are logged; the error is the last word.
[[nodiscard]] Result<Prepared> prepare(const std::filesystem::path& config_file);

} // namespace signpost::app
