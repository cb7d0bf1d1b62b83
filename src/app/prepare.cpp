#include "app/prepare.hpp"

#include "app/file_limit.hpp"
#include "app/privileges.hpp"
#include "app/reporting.hpp"
#include "app/snapshots.hpp"
#include "base/log.hpp"
#include "control_plane/control_socket/control_socket.hpp"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace signpost::app {
namespace {

std::uint32_t worker_count(const config::Config& config) {
    return config.udp_workers != 0 ? config.udp_workers
                                   : std::max(1U, std::thread::hardware_concurrency());
}

Result<config::Config> load_config(const std::filesystem::path& file) {
    config::Parsed parsed = config::load(file);
    log_complaints(parsed.complaints);
    if (has_error(parsed.complaints)) return Error(file.string() + " has mistakes");
    return std::move(parsed.config);
}

/// Bad zones do not keep the good ones from being served, but they are told loudly.
Result<std::shared_ptr<const zone_folder::Folder>> load_zones(const std::string& path) {
    const zone_folder::Loading loading =
        zone_folder::load(path, std::make_shared<const zone_folder::Folder>());
    log_complaints(loading.folder->complaints);
    if (!loading.folder->is_readable) return Error(path + ": the zones folder cannot be read");
    log_changes(loading.changes);
    std::vector<std::string> missing;
    for (const auto& [origin, zone] : loading.folder->zones)
        if (!zone->zone) missing.push_back(origin);
    if (!missing.empty())
        log::write(log::kZonesMissing,
                   {{"count", std::to_string(missing.size())}, {"zones", joined(missing)}});
    return loading.folder;
}

/// Bad maps do not keep the good ones from being used, but they are told loudly.
std::shared_ptr<const maps::MapSet> load_maps(const config::Config& config) {
    const maps::Loading loading =
        maps::load(map_setup(config), std::make_shared<const maps::MapSet>());
    log_complaints(loading.maps->complaints);
    log_changes(loading.changes);
    return loading.maps;
}

/// Maps that cannot be brought together with the rest do not keep names from being answered.
steering::State steer(const config::Config& config, const zone_folder::Folder& folder,
                      const maps::MapSet& maps, const CookieSecret& random_secret) {
    steering::State state = steering::settle_first(
        {std::make_shared<const config::Steering>(config.steering), make_zones(folder),
         maps.geography, make_settings(config, random_secret)});
    if (state.refusal) log::write(log::kSteeringRefused, {{"why", state.refusal->reason()}});
    return state;
}

Result<data_plane::Sockets> open_sockets(const config::Config& config) {
    Result<data_plane::Sockets> sockets =
        data_plane::open_sockets({.listen = config.listen,
                                  .udp_workers = worker_count(config),
                                  .tcp_threads = config.tcp_threads,
                                  .socket_buffer_bytes = config.socket_buffer_bytes,
                                  .by_cpu = config.reuseport_by_cpu});
    if (sockets && sockets->buffer_bytes < config.socket_buffer_bytes)
        log::write(log::kSocketBuffer, {{"asked", std::to_string(config.socket_buffer_bytes)},
                                        {"granted", std::to_string(sockets->buffer_bytes)}});
    return sockets;
}

} // namespace

Result<Prepared> prepare(const std::filesystem::path& config_file) {
    Result<config::Config> config = load_config(config_file);
    if (!config) return std::move(config).error();
    const Result<User> user = find_user(config->user);
    if (!user) return user.error();

    auto folder = load_zones(config->zones);
    if (!folder) return std::move(folder).error();

    std::shared_ptr<const maps::MapSet> maps = load_maps(*config);
    const CookieSecret random_secret = make_random_secret();
    steering::State steering = steer(*config, **folder, *maps, random_secret);

    watch::Roster roster = roster_of(steering.in_service);
    make_room_for_files(config->tcp.connections_max, roster.assignments.size());
    Result<data_plane::Sockets> sockets = open_sockets(*config);
    if (!sockets) return std::move(sockets).error();
    Result<Fd> control = control_socket::open_socket(config->control, {user->user, user->group});
    if (!control) return std::move(control).error().during(config->control);

    if (std::optional<Error> error = become(*user)) return std::move(*error).during(config->user);
    // Beyond this point nothing is opened that needs root.
    return Prepared{.config_file = config_file,
                    .config = *std::move(config),
                    .folder = *std::move(folder),
                    .maps = std::move(maps),
                    .random_secret = random_secret,
                    .steering = std::move(steering),
                    .roster = std::move(roster),
                    .sockets = *std::move(sockets),
                    .control = *std::move(control)};
}

} // namespace signpost::app
