#include "app/check.hpp"

#include "app/privileges.hpp"
#include "control_plane/config/config.hpp"
#include "control_plane/zone_folder/folder.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace signpost::app {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void check_zones(const std::string& path, CheckOutcome& outcome) {
    const zone_folder::Loading loading =
        zone_folder::load(path, std::make_shared<const zone_folder::Folder>());
    std::ranges::copy(loading.folder->complaints, std::back_inserter(outcome.complaints));
    for (const auto& [origin, zone] : loading.folder->zones) {
        std::ranges::copy(zone->complaints, std::back_inserter(outcome.complaints));
        ++(zone->is_current ? outcome.zones_good : outcome.zones_refused);
    }
}

} // namespace

CheckOutcome check(const std::filesystem::path& config_file) {
    CheckOutcome outcome;
    config::Parsed parsed = config::load(config_file);
    outcome.complaints = std::move(parsed.complaints);
    if (const Result<User> user = find_user(parsed.config.user); !user)
        outcome.complaints.push_back(
            {Severity::Error, {config_file.string()}, "/server/user: " + user.error().reason()});
    check_zones(parsed.config.zones, outcome);
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
