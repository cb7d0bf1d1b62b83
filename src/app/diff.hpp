// What a reload would change in answers, without doing it: for `signpostctl diff`.
#pragma once

#include "base/result.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/steering/compare.hpp"
#include "control_plane/steering/keeper.hpp"
#include "control_plane/zone_folder/folder.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace signpost::app {

/// What is in service, and where it came from. Immutable, so any thread may read it.
struct Served {
    std::string zones_path;
    std::shared_ptr<const zone_folder::Folder> folder;
    std::shared_ptr<const maps::MapSet> maps;
    steering::InService steering;
};

struct Difference {
    steering::Comparison comparison;
    std::vector<std::string> complaints; ///< About files that a reload would refuse.
};

/// Reads what has changed on disk. A bad file stands for what it leaves in service; a bad
/// configuration is an error, for then a reload changes nothing. Any thread.
[[nodiscard]] Result<Difference> diff(const std::filesystem::path& config_file,
                                      const Served& served);

} // namespace signpost::app
