#include "app/check.hpp"

#include "app/privileges.hpp"
#include "app/snapshots.hpp"
#include "control_plane/config/config.hpp"
#include "control_plane/steering/keeper.hpp"
#include "control_plane/zone_folder/folder.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace signpost::app {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::shared_ptr<const zone_folder::Folder> check_zones(const std::string& path,
                                                       CheckOutcome& outcome) {
    const zone_folder::Loading loading =
        zone_folder::load(path, std::make_shared<const zone_folder::Folder>());
    std::ranges::copy(loading.folder->complaints, std::back_inserter(outcome.complaints));
    for (const auto& [origin, zone] : loading.folder->zones) {
        std::ranges::copy(zone->complaints, std::back_inserter(outcome.complaints));
        ++(zone->is_current ? outcome.zones_good : outcome.zones_refused);
    }
    return loading.folder;
}

std::shared_ptr<const maps::MapSet> check_maps(const config::Config& config,
                                               CheckOutcome& outcome) {
    const maps::Loading loading =
        maps::load(map_setup(config), std::make_shared<const maps::MapSet>());
    std::ranges::copy(loading.maps->complaints, std::back_inserter(outcome.complaints));
    for (const maps::FileState& file : loading.maps->files)
        std::ranges::copy(file.complaints, std::back_inserter(outcome.complaints));
    return loading.maps;
}

void check_steering(const std::string& file, const steering::Inputs& inputs,
                    CheckOutcome& outcome) {
    const Result<steering::InService> in_service = steering::compile(inputs, nullptr);
    if (in_service)
        std::ranges::copy(in_service->compiled->complaints, std::back_inserter(outcome.complaints));
    else
        outcome.complaints.push_back({Severity::Error, {file}, in_service.error().reason()});
}

} // namespace

CheckOutcome check(const std::filesystem::path& config_file) {
    CheckOutcome outcome;
    const config::Parsed parsed = config::load(config_file);
    outcome.complaints = parsed.complaints;
    if (const Result<User> user = find_user(parsed.config.user); !user)
        outcome.complaints.push_back(
            {Severity::Error, {config_file.string()}, "/server/user: " + user.error().reason()});
    const auto folder = check_zones(parsed.config.zones, outcome);
    const auto maps = check_maps(parsed.config, outcome);
    // With mistakes in the configuration what follows from it would only mislead.
    if (!has_error(parsed.complaints))
        check_steering(config_file.string(),
                       {std::make_shared<const config::Steering>(parsed.config.steering),
                        make_zones(*folder), maps->geography},
                       outcome);
    return outcome;
}

std::string to_text(const CheckOutcome& outcome) {
    std::string text;
    for (const Complaint& complaint : outcome.complaints)
        text += to_text(complaint) + "\n";
    const auto errors = static_cast<std::size_t>(
        std::ranges::count(outcome.complaints, Severity::Error, &Complaint::severity));
    text += counted(outcome.zones_good, "good zone");
    if (outcome.zones_refused != 0)
        text += ", " + counted(outcome.zones_refused, "zone") + " with errors";
    return text + "; " + counted(errors, "error") + ", " +
           counted(outcome.complaints.size() - errors, "warning") + "\n";
}

} // namespace signpost::app
