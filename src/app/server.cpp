#include "app/server.hpp"

#include "app/file_limit.hpp"
#include "app/recording.hpp"
#include "app/reporting.hpp"
#include "app/snapshots.hpp"
#include "base/log.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/steering/bereft.hpp"
#include "core/snapshot/health_lines.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace signpost::app {
namespace {

/// How soon an old snapshot is looked at again that a worker still holds.
constexpr std::chrono::milliseconds kReclaimEvery{100};

data_plane::TcpLimits tcp_limits(const config::TcpLimits& limits) {
    return {.connections_max = limits.connections_max,
            .connections_per_client_max = limits.connections_per_client_max,
            .idle_ms = limits.idle_ms,
            .lifetime_ms = limits.lifetime_ms,
            .stall_ms = limits.stall_ms};
}

void tell_trouble(const std::string& trouble) {
    if (trouble.empty())
        log::write(log::kJournalWell, {});
    else
        log::write(log::kJournalTrouble, {{"why", trouble}});
}

steering::State with_standings(steering::State state,
                               std::shared_ptr<const health::Standings> standings) {
    state.wanted.standings = standings;
    state.in_service = steering::flip(state.in_service, std::move(standings));
    return state;
}

} // namespace

Server::Server(Prepared prepared)
    : config_file_(std::move(prepared.config_file)), config_(prepared.config),
      running_(std::move(prepared.config)), random_secret_(prepared.random_secret),
      prompt_(loop_, "prompt-load", loop::Priority::Normal),
      patient_(loop_, "patient-load", loop::Priority::Idle),
      compiling_(loop_, "steering", loop::Priority::Normal),
      journal_(loop_, running_.state, running_.journal),
      vigil_(loop_, journal_, std::move(prepared.roster), running_.steering.health.courtesy,
             {.on_standings = [this] { on_standings(); },
              .on_entry = [this](const journal::Entry& entry) { on_entry(entry); },
              .on_message = [this](const webhook::Message& message) { webhooks_.tell(message); },
              .still_given =
                  [this](const health::Subject& drained) {
                      return steering::still_given(*steering_.in_service().compiled, drained);
                  }}),
      webhooks_(loop_,
                [](const std::string& hook, std::uint64_t count, const std::string& why) {
                    log::write(
                        log::kWebhookFailed,
                        {{"webhook", hook}, {"messages", std::to_string(count)}, {"why", why}});
                }),
      // What the journal remembers counts from the first answer on.
      steering_(loop_, compiling_, with_standings(std::move(prepared.steering), vigil_.standings()),
                [this] { on_steering(); }),
      maps_(loop_, {prompt_, patient_}, std::move(prepared.maps),
            [this](const maps::Loading& loading) { on_maps(loading); }),
      keeper_(loop_, {prompt_, patient_}, running_.zones, std::move(prepared.folder),
              [this](const zone_folder::Loading& loading) { on_zones(loading); }),
      published_(std::make_unique<const Snapshot>(snapshot())),
      reclaim_(loop_,
               [this] {
                   if (published_.reclaim() == 0) reclaim_.stop();
               }),
      desk_(steering_, vigil_, journal_,
            [this] {
                vigil_.settle();
                if (is_publish_due_) publish();
            }),
      udp_(std::move(prepared.sockets.udp), published_, running_.pin_workers),
      tcp_(std::move(prepared.sockets.tcp), tcp_limits(running_.tcp), published_),
      control_(loop_, std::move(prepared.control),
               [this](const control_socket::Request& request, const Respond& respond) {
                   std::visit([&](const auto& asked) { answer(asked, respond); }, request);
               }),
      signals_(
          loop_, [this] { loop_.stop(); },
          [this] { reload([](const control_socket::Report&) {}); }) {
    if (!vigil_.standings()->conditions.empty()) on_standings(); // what was remembered, for dig
    hear_reports();
    follow_config();
    const journal::State journal = journal_.state();
    if (!journal.trouble.empty()) tell_trouble(journal.trouble);
    journal_.on_trouble(tell_trouble);
}

Server::~Server() {
    std::error_code ignored; // of a file that root owned, and we no longer may remove
    std::filesystem::remove(running_.control, ignored);
}

void Server::run() {
    log::write(log::kStarted, {{"version", SIGNPOST_VERSION},
                               {"listen", joined(listen_texts(running_))},
                               {"zones", std::to_string(keeper_.folder()->zones.size())}});
    vigil_.record(log::kStarted, {},
                  std::string("Signpost " SIGNPOST_VERSION) +
                      (journal_.memory().was_stopped ? "" : "; the last run ended untold"));
    tell_steering();
    loop_.run();
    log::write(log::kStopping, {});
    udp_.stop();
    tcp_.stop();
    log::write(log::kStopped, {});
    vigil_.record(log::kStopped, {}, {});
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
        vigil_.record(log::kConfigRefused, {}, config_file_.string());
    } else {
        config_ = std::move(parsed.config);
        journal_.set_retention(config_.journal);
        configured_ = {std::make_shared<const config::Steering>(config_.steering),
                       make_settings(config_, random_secret_)};
        log::write(log::kConfigLoaded, {{"file", config_file_.string()}});
        vigil_.record(log::kConfigLoaded, {}, config_file_.string());
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
    record(loading.changes, vigil_);
    steering_.set_zones(make_zones(*loading.folder));
}

void Server::on_maps(const maps::Loading& loading) {
    log_complaints(loading.maps->complaints);
    log_changes(loading.changes);
    record(loading.changes, vigil_);
    steering_.set_geography(loading.maps->geography);
    put_config_in_force(); // they are the maps that it names
}

/// Services that cannot be heard are unknown, and so as they were: no reason not to answer.
void Server::hear_reports() {
    Result<std::unique_ptr<reports::Listener>> listener = reports::Listener::open(
        loop_, running_.steering.health.reports_listen,
        [this](const reports::Subject& subject, const health::Observation& observation) {
            return vigil_.take_report(subject.check, subject.address, observation);
        });
    if (listener)
        reports_ = *std::move(listener);
    else
        log::write(log::kReportsUnheard, {{"why", listener.error().reason()}});
}

/// What of a configuration in force is neither compiled nor watched.
void Server::follow_config() {
    const std::shared_ptr<const config::Steering>& now = steering_.in_service().inputs.config;
    if (std::exchange(followed_, now) == now) return;
    webhooks_.assign(now->health.webhooks, steering_.in_service().inputs.settings->identity);
    reports::Listener::Checks checks;
    for (const config::Check& check : now->health.checks)
        if (const auto* const kind = std::get_if<config::ProbeKind>(&check.what))
            if (const auto* const report = std::get_if<config::ReportCheck>(kind))
                checks.emplace(check.name, *report);
    if (reports_) reports_->set_checks(std::move(checks));
}

void Server::on_standings() {
    const std::shared_ptr<const health::Standings> now = vigil_.standings();
    health_lines_ = std::make_shared<const std::vector<std::string>>(
        health_lines(*now, vigil_.blind_since_wall_ms().has_value()));
    steering_.set_standings(now);
    publish_soon(); // even if no answer changes: dig shows what is known
}

/// A flip leaves the index of subjects as it is: then there is nothing else to watch.
void Server::on_steering() {
    const steering::InService& now = steering_.in_service();
    if (std::exchange(watched_, now.compiled->index) != now.compiled->index) {
        vigil_.set_roster(roster_of(now), now.inputs.config->health.courtesy);
        make_room_for_files(running_.tcp.connections_max, vigil_.roster().assignments.size());
    }
    follow_config();
    tell_steering();
    publish_soon();
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
    loop_.post([this] {
        if (is_publish_due_) publish();
    });
}

void Server::on_entry(const journal::Entry& entry) {
    if (control_.is_watched()) control_.tell_watchers(control_socket::to_line(entry));
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
            .steering = steering_.in_service().compiled->steering,
            .health_lines = health_lines_};
}

} // namespace signpost::app
