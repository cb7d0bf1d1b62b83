// What loads of files found, for the journal.
#pragma once

#include "app/vigil.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/zone_folder/folder.hpp"

#include <span>

namespace signpost::app {

void record(std::span<const zone_folder::Change> changes, Vigil& vigil);
void record(std::span<const maps::Change> changes, Vigil& vigil);

} // namespace signpost::app
