// From what was read to what the workers read, and what is watched.
#pragma once

#include "control_plane/config/config.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/steering/keeper.hpp"
#include "control_plane/watch/roster.hpp"
#include "control_plane/zone_folder/folder.hpp"
#include "core/snapshot/snapshot.hpp"

#include <memory>

namespace signpost::app {

/// A secret nobody else knows; the process ends if the kernel has no randomness.
[[nodiscard]] CookieSecret make_random_secret();

/// With `random_secret` if the configuration names no file of secrets.
[[nodiscard]] std::shared_ptr<const Settings> make_settings(const config::Config& config,
                                                            const CookieSecret& random_secret);

[[nodiscard]] maps::Setup map_setup(const config::Config& config);

[[nodiscard]] std::shared_ptr<const zone::Zones> make_zones(const zone_folder::Folder& folder);

[[nodiscard]] watch::Roster roster_of(const steering::InService& in_service);

} // namespace signpost::app
