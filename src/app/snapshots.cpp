#include "app/snapshots.hpp"

#include <sys/random.h>

#include <cstdlib>
#include <utility>
#include <vector>

namespace signpost::app {

CookieSecret make_random_secret() {
    CookieSecret secret{};
    // So few octets come whole (getrandom(2)).
    if (::getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size()))
        std::abort();
    return secret;
}

std::shared_ptr<const Settings> make_settings(const config::Config& config,
                                              const CookieSecret& random_secret) {
    auto settings = std::make_shared<Settings>(config.settings);
    if (config.tell_version) settings->version = "Signpost " SIGNPOST_VERSION;
    if (settings->cookies.secrets.empty()) settings->cookies.secrets = {random_secret};
    return settings;
}

maps::Setup map_setup(const config::Config& config) {
    return {.clients = config.steering.clients, .networks = config.steering.networks};
}

std::shared_ptr<const zone::Zones> make_zones(const zone_folder::Folder& folder) {
    std::vector<std::shared_ptr<const zone::Zone>> zones;
    zones.reserve(folder.zones.size());
    for (const auto& [origin, loaded] : folder.zones)
        if (loaded->zone) zones.push_back(loaded->zone);
    return std::make_shared<const zone::Zones>(std::move(zones));
}

watch::Roster roster_of(const steering::InService& in_service) {
    return watch::make_roster(*in_service.inputs.config,
                              in_service.compiled->steering->plans.all());
}

} // namespace signpost::app
