// What the server answers to the commands of signpostctl.
#include "app/diff.hpp"
#include "app/reporting.hpp"
#include "app/server.hpp"
#include "control_plane/control_socket/comparison_line.hpp"
#include "control_plane/control_socket/explanation.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace signpost::app {

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

/// Those who watch hear of what happens by on_entry().
void Server::answer(const control_socket::WatchRequest& /*asked*/, const Respond& respond) {
    respond(control_socket::to_line(status()));
}

control_socket::Status Server::status() const {
    const auto uptime = std::chrono::steady_clock::now() - started_;
    std::vector<std::string> complaints = config_complaints_;
    std::ranges::move(texts_of(keeper_.folder()->complaints), std::back_inserter(complaints));
    std::ranges::move(texts_of(maps_.maps()->complaints), std::back_inserter(complaints));
    control_socket::HealthStatus health = desk_.status();
    auto counters = counters_of(udp_, tcp_, health);
    return {.version = SIGNPOST_VERSION,
            .uptime_s = static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::seconds>(uptime).count()),
            .generation = generation_,
            .listen = listen_texts(running_),
            .counters = std::move(counters),
            .zones = status_of(*keeper_.folder()),
            .maps = status_of(*maps_.maps()),
            .steering = status_of(steering_),
            .health = std::move(health),
            .complaints = std::move(complaints)};
}

} // namespace signpost::app
