#include "app/diff.hpp"

#include "app/reporting.hpp"
#include "app/snapshots.hpp"
#include "control_plane/config/config.hpp"

#include <algorithm>
#include <iterator>

namespace signpost::app {
namespace {

void append(std::vector<std::string>& lines, std::span<const Complaint> complaints) {
    std::ranges::move(texts_of(complaints), std::back_inserter(lines));
}

std::shared_ptr<const zone_folder::Folder> read_zones(const Served& served,
                                                      std::vector<std::string>& complaints) {
    auto folder = zone_folder::load(served.zones_path, served.folder).folder;
    append(complaints, folder->complaints);
    for (const auto& [origin, zone] : folder->zones)
        if (!zone->is_current) append(complaints, zone->complaints);
    return folder;
}

std::shared_ptr<const maps::MapSet> read_maps(const config::Config& config, const Served& served,
                                              std::vector<std::string>& complaints) {
    auto maps = maps::load(map_setup(config), served.maps).maps;
    append(complaints, maps->complaints);
    for (const maps::FileState& file : maps->files)
        if (!file.is_current) append(complaints, file.complaints);
    return maps;
}

} // namespace

Result<Difference> diff(const std::filesystem::path& config_file, const Served& served) {
    const config::Parsed parsed = config::load(config_file);
    if (has_error(parsed.complaints))
        return Error(config_file.string() +
                     " has mistakes, so a reload would change nothing: see signpostctl check");
    Difference difference;
    const auto maps = read_maps(parsed.config, served, difference.complaints);
    const auto folder = read_zones(served, difference.complaints);
    const steering::Compiled& now = *served.steering.compiled;
    const Result<steering::InService> then = steering::compile(
        {std::make_shared<const config::Steering>(parsed.config.steering), make_zones(*folder),
         maps->geography, nullptr, served.steering.inputs.standings},
        &now);
    if (!then) return then.error();
    difference.comparison = steering::compare(now, *then->compiled, {});
    return difference;
}

} // namespace signpost::app
