// The server, put together: everything that runs, who owns it, and what follows from what.
//
// The control side is one thread, the one that calls run(): it alone changes anything here. Packets
// are answered by workers and TCP threads, which see nothing but the published snapshot.
#pragma once

#include "app/health_desk.hpp"
#include "app/prepare.hpp"
#include "app/vigil.hpp"
#include "base/published.hpp"
#include "control_plane/control_socket/protocol.hpp"
#include "control_plane/maps/map_keeper.hpp"
#include "control_plane/reports/listener.hpp"
#include "control_plane/webhook/webhooks.hpp"
#include "control_plane/zone_folder/keeper.hpp"
#include "data_plane/tcp_server.hpp"
#include "data_plane/udp_server.hpp"
#include "loop/background.hpp"
#include "loop/signals.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace signpost::app {

// The members stand in the order in which they are made, and there is one Server.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
class Server {
public:
    explicit Server(Prepared prepared);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves until SIGTERM or SIGINT; returns when everything received is answered.
    void run();

private:
    using OnReport = std::function<void(const control_socket::Report&)>;

    /// What of a configuration may change while the server runs.
    struct Configured {
        std::shared_ptr<const config::Steering> steering;
        std::shared_ptr<const Settings> settings;
    };

    /// What the log says about steering.
    struct SteeringTold {
        std::size_t services = 0;
        std::size_t classes = 0;
        std::vector<std::string> complaints;
    };

    void reload(OnReport done);
    void apply(config::Parsed parsed, control_socket::Report& report);
    void tell_restart_needed();
    void reload_maps_and_zones(control_socket::Report report, const OnReport& done);
    void put_config_in_force();
    void on_zones(const zone_folder::Loading& loading);
    void on_maps(const maps::Loading& loading);
    void on_standings();
    void on_steering();
    void on_entry(const journal::Entry& entry);
    void hear_reports();
    void follow_config();
    void tell_steering();
    void publish_soon();
    void publish();
    [[nodiscard]] Snapshot snapshot() const;
    using Respond = control_socket::Respond;
    void answer(const control_socket::StatusRequest& asked, const Respond& respond);
    void answer(const control_socket::ReloadRequest& asked, const Respond& respond);
    void answer(const control_socket::CheckRequest& asked, const Respond& respond);
    void answer(const control_socket::ExplainRequest& asked, const Respond& respond);
    void answer(const control_socket::SimulateRequest& asked, const Respond& respond);
    void answer(const control_socket::DiffRequest& asked, const Respond& respond);
    void answer(const control_socket::WatchRequest& asked, const Respond& respond);
    /// All others are about health.
    template <class Asked>
    void answer(const Asked& asked, const Respond& respond) {
        desk_.answer(asked, respond);
    }
    [[nodiscard]] control_socket::Status status() const;

    const std::filesystem::path config_file_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    config::Config config_; ///< As it was read last; what is fixed at start may differ from it.
    std::optional<Configured> configured_;       ///< Of config_, until its maps are loaded.
    std::vector<std::string> config_complaints_; ///< Of the last reading, good or not.
    const config::Config running_;               ///< As it was at start.
    const CookieSecret random_secret_;
    std::uint64_t generation_ = 1;
    SteeringTold steering_told_;
    bool is_publish_due_ = false;
    std::shared_ptr<const std::vector<std::string>> health_lines_; ///< Of the standings in service.
    loop::Loop loop_;
    loop::Background prompt_;
    loop::Background patient_;
    loop::Background compiling_; ///< Of its own: no load waits for it, and it for none.
    journal::Journal journal_;
    Vigil vigil_;
    webhook::Webhooks webhooks_;
    std::unique_ptr<reports::Listener> reports_; ///< Null: there is nowhere to hear them.
    std::shared_ptr<const steering::SubjectIndex> watched_; ///< What the vigil's roster is of.
    std::shared_ptr<const config::Steering> followed_;      ///< See follow_config().
    steering::Keeper steering_;
    maps::MapKeeper maps_;
    zone_folder::Keeper keeper_;
    Published<Snapshot> published_;
    loop::Timer reclaim_; ///< Runs while a worker still holds an old snapshot.
    HealthDesk desk_;
    data_plane::UdpServer udp_;
    data_plane::TcpServer tcp_;
    control_socket::ControlSocket control_;
    loop::Signals signals_;
};

} // namespace signpost::app
