#include "app/server.hpp"

#include "app/diff.hpp"
#include "app/file_limit.hpp"
#include "app/privileges.hpp"
#include "app/reporting.hpp"
#include "app/snapshots.hpp"
#include "base/log.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/control_socket/comparison_line.hpp"
#include "control_plane/control_socket/explanation.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <variant>

namespace signpost::app {
namespace {

/// How soon an old snapshot is looked at again that a worker still holds.
constexpr std::chrono::milliseconds kReclaimEvery{100};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

std::vector<std::string> listen_texts(const config::Config& config) {
    std::vector<std::string> texts;
    for (const SocketAddress& where : config.listen)
        texts.push_back(to_text(where));
    return texts;
}

std::uint32_t worker_count(const config::Config& config) {
    return config.udp_workers != 0 ? config.udp_workers
                                   : std::max(1U, std::thread::hardware_concurrency());
}

data_plane::TcpLimits tcp_limits(const config::TcpLimits& limits) {
    return {.connections_max = limits.connections_max,
            .connections_per_client_max = limits.connections_per_client_max,
            .idle_ms = limits.idle_ms,
            .lifetime_ms = limits.lifetime_ms,
            .stall_ms = limits.stall_ms};
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

/// A descriptor for each connection, and some for sockets, zone files and watches.
void make_room_for_files(const config::Config& config) {
    constexpr std::uint64_t kOthers = 1024;
    const std::uint64_t wanted = config.tcp.connections_max + kOthers;
    const std::uint64_t allowed = raise_file_limit(wanted);
    if (allowed < wanted)
        log::write(log::kFileLimit,
                   {{"wanted", std::to_string(wanted)}, {"allowed", std::to_string(allowed)}});
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

    make_room_for_files(*config);
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
                    .sockets = *std::move(sockets),
                    .control = *std::move(control)};
}

Server::Server(Prepared prepared)
    : config_file_(std::move(prepared.config_file)), config_(prepared.config),
      running_(std::move(prepared.config)), random_secret_(prepared.random_secret),
      published_(std::make_unique<const Snapshot>(
          Snapshot{.generation = generation_,
                   .zones = prepared.steering.in_service.inputs.zones,
                   .settings = prepared.steering.in_service.inputs.settings,
                   .steering = prepared.steering.in_service.compiled->steering})),
      reclaim_(loop_,
               [this] {
                   if (published_.reclaim() == 0) reclaim_.stop();
               }),
      prompt_(loop_, "prompt-load", loop::Priority::Normal),
      patient_(loop_, "patient-load", loop::Priority::Idle),
      compiling_(loop_, "steering", loop::Priority::Normal),
      steering_(loop_, compiling_, std::move(prepared.steering),
                [this] {
                    tell_steering();
                    publish_soon();
                }),
      maps_(loop_, {prompt_, patient_}, std::move(prepared.maps),
            [this](const maps::Loading& loading) { on_maps(loading); }),
      keeper_(loop_, {prompt_, patient_}, running_.zones, std::move(prepared.folder),
              [this](const zone_folder::Loading& loading) { on_zones(loading); }),
      udp_(std::move(prepared.sockets.udp), published_, running_.pin_workers),
      tcp_(std::move(prepared.sockets.tcp), tcp_limits(running_.tcp), published_),
      control_(loop_, std::move(prepared.control),
               [this](const control_socket::Request& request, const Respond& respond) {
                   std::visit([&](const auto& asked) { answer(asked, respond); }, request);
               }),
      signals_(
          loop_, [this] { loop_.stop(); },
          [this] { reload([](const control_socket::Report&) {}); }) {}

Server::~Server() {
    std::error_code ignored; // of a file that root owned, and we no longer may remove
    std::filesystem::remove(running_.control, ignored);
}

void Server::run() {
    log::write(log::kStarted, {{"version", SIGNPOST_VERSION},
                               {"listen", joined(listen_texts(running_))},
                               {"zones", std::to_string(keeper_.folder()->zones.size())}});
    tell_steering();
    loop_.run();
    log::write(log::kStopping, {});
    udp_.stop();
    tcp_.stop();
    log::write(log::kStopped, {});
}

/// Configuration first, then maps and zones, then what follows from all; `done` hears of each.
void Server::reload(OnReport done) {
    prompt_.run([file = config_file_] { return config::load(file); },
                [this, done = std::move(done)](config::Parsed parsed) {
                    control_socket::Report report;
                    apply(std::move(parsed), report);
                    reload_maps_and_zones(std::move(report), done);
                });
}

/// A configuration that names other maps goes into service together with them; any other at once,
/// whatever is being loaded.
void Server::reload_maps_and_zones(control_socket::Report report, const OnReport& done) {
    const maps::Setup setup = map_setup(config_);
    if (maps_.maps()->setup == setup) put_config_in_force();
    maps_.reload(setup, [this, report, done](const maps::Loading& maps) {
        keeper_.reload([this, report, done, maps](const zone_folder::Loading& zones) {
            steering_.when_settled([this, report, done, maps, zones]() mutable {
                add_to_report(maps, report);
                add_to_report(zones, report);
                add_to_report(steering_, report);
                done(report);
            });
        });
    });
}

void Server::apply(config::Parsed parsed, control_socket::Report& report) {
    log_complaints(parsed.complaints);
    config_complaints_ = texts_of(parsed.complaints);
    if (has_error(parsed.complaints)) {
        report.ok = false;
        log::write(log::kConfigRefused, {{"file", config_file_.string()}});
    } else {
        config_ = std::move(parsed.config);
        configured_ = {std::make_shared<const config::Steering>(config_.steering),
                       make_settings(config_, random_secret_)};
        log::write(log::kConfigLoaded, {{"file", config_file_.string()}});
        tell_restart_needed();
    }
    report.complaints = config_complaints_;
}

/// That which was read last; one that waited for its maps until another was read never is.
void Server::put_config_in_force() {
    if (!configured_) return;
    steering_.set_config(configured_->steering, configured_->settings);
    configured_.reset();
}

void Server::tell_restart_needed() {
    for (const std::string_view pointer : config::restart_needed(running_, config_)) {
        log::write(log::kRestartNeeded, {{"option", std::string(pointer)}});
        config_complaints_.push_back(config_file_.string() + ": warning: " + std::string(pointer) +
                                     ": changed, but fixed at start: restart to apply");
    }
}

void Server::on_zones(const zone_folder::Loading& loading) {
    log_complaints(loading.folder->complaints);
    log_changes(loading.changes);
    steering_.set_zones(make_zones(*loading.folder));
}

void Server::on_maps(const maps::Loading& loading) {
    log_complaints(loading.maps->complaints);
    log_changes(loading.changes);
    steering_.set_geography(loading.maps->geography);
    put_config_in_force(); // they are the maps that it names
}

/// What is as it was told before is not told again: a zone that changes mostly changes nothing
/// here.
void Server::tell_steering() {
    const steering::Compiled& compiled = *steering_.in_service().compiled;
    const SteeringTold now{.services = compiled.steering->plans.all().size(),
                           .classes = compiled.classes->locations.size(),
                           .complaints = texts_of(compiled.complaints)};
    const SteeringTold before = std::exchange(steering_told_, now);
    if (now.complaints != before.complaints) log_complaints(compiled.complaints);
    if (now.services != before.services || (now.services != 0 && now.classes != before.classes))
        log::write(log::kSteering, {{"services", std::to_string(now.services)},
                                    {"classes", std::to_string(now.classes)}});
}

/// However much changes in one turn of the loop, it is published once.
void Server::publish_soon() {
    if (std::exchange(is_publish_due_, true)) return;
    loop_.post([this] { publish(); });
}

void Server::publish() {
    is_publish_due_ = false;
    ++generation_;
    published_.publish(std::make_unique<const Snapshot>(snapshot()));
    if (published_.reclaim() != 0) reclaim_.start_every(kReclaimEvery);
}

Snapshot Server::snapshot() const {
    return {.generation = generation_,
            .zones = steering_.in_service().inputs.zones,
            .settings = steering_.in_service().inputs.settings,
            .steering = steering_.in_service().compiled->steering};
}

void Server::answer(const control_socket::StatusRequest& /*asked*/, const Respond& respond) {
    respond(control_socket::to_line(status()));
}

void Server::answer(const control_socket::ReloadRequest& /*asked*/, const Respond& respond) {
    reload([this, respond](const control_socket::Report& report) {
        if (is_publish_due_) publish(); // what is reported done is in service
        respond(control_socket::to_line(report));
    });
}

void Server::answer(const control_socket::CheckRequest& /*asked*/, const Respond& respond) {
    patient_.run([file = config_file_] { return check(file); },
                 [respond](const CheckOutcome& outcome) {
                     respond(control_socket::to_line(report_of(outcome)));
                 });
}

void Server::answer(const control_socket::ExplainRequest& asked, const Respond& respond) {
    const Snapshot now = snapshot();
    respond(control_socket::to_line(
        control_socket::explain(now, *steering_.in_service().compiled, asked)));
}

void Server::answer(const control_socket::SimulateRequest& asked, const Respond& respond) {
    patient_.run([now = steering_.in_service(),
                  simulation = asked.simulation] { return steering::simulate(now, simulation); },
                 [respond](const Result<steering::Comparison>& comparison) {
                     respond(comparison ? control_socket::to_line(*comparison, {})
                                        : control_socket::to_line(comparison.error()));
                 });
}

/// Read with what is in service at hand: so a bad file leaves here what it would leave in service.
void Server::answer(const control_socket::DiffRequest& /*asked*/, const Respond& respond) {
    const Served served{running_.zones, keeper_.folder(), maps_.maps(), steering_.in_service()};
    patient_.run([file = config_file_, served] { return diff(file, served); },
                 [respond](const Result<Difference>& difference) {
                     respond(difference ? control_socket::to_line(difference->comparison,
                                                                  difference->complaints)
                                        : control_socket::to_line(difference.error()));
                 });
}

control_socket::Status Server::status() const {
    const auto uptime = std::chrono::steady_clock::now() - started_;
    std::vector<std::string> complaints = config_complaints_;
    std::ranges::move(texts_of(keeper_.folder()->complaints), std::back_inserter(complaints));
    std::ranges::move(texts_of(maps_.maps()->complaints), std::back_inserter(complaints));
    return {.version = SIGNPOST_VERSION,
            .uptime_s = static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::seconds>(uptime).count()),
            .generation = generation_,
            .listen = listen_texts(running_),
            .counters = counters_of(udp_, tcp_),
            .zones = status_of(*keeper_.folder()),
            .maps = status_of(*maps_.maps()),
            .steering = status_of(steering_),
            .complaints = std::move(complaints)};
}

} // namespace signpost::app
