// What operators ask about health and say about it, answered.
//
// The control socket's requests come here from the server. On the control loop's thread.
#pragma once

#include "app/vigil.hpp"
#include "control_plane/control_socket/control_socket.hpp"
#include "control_plane/control_socket/health_status.hpp"
#include "control_plane/steering/keeper.hpp"

#include <functional>
#include <optional>

namespace signpost::app {

class HealthDesk {
public:
    using Respond = control_socket::Respond;

    /// All must outlive the desk. `settle` puts changed standings into service before it returns.
    HealthDesk(const steering::Keeper& steering, Vigil& vigil, journal::Journal& journal,
               std::function<void()> settle)
        : steering_(steering), vigil_(vigil), journal_(journal), settle_(std::move(settle)) {}

    // What is confirmed is in the answers.
    void answer(const control_socket::OverrideSetRequest& asked, const Respond& respond);
    void answer(const control_socket::OverrideClearRequest& asked, const Respond& respond);
    void answer(const control_socket::OverrideListRequest& asked, const Respond& respond) const;
    void answer(const control_socket::FailbackRequest& asked, const Respond& respond);
    void answer(const control_socket::JournalRequest& asked, const Respond& respond);
    void answer(const control_socket::ProbeRequest& asked, const Respond& respond);

    [[nodiscard]] control_socket::HealthStatus status() const;

private:
    [[nodiscard]] std::optional<Error>
    refuse(const control_socket::OverrideSetRequest& asked) const;

    const steering::Keeper& steering_;
    Vigil& vigil_;
    journal::Journal& journal_;
    const std::function<void()> settle_;
};

} // namespace signpost::app
