// Which network interfaces can carry something, as the kernel tells it the moment it changes.
//
// The rota has one: an interface without carrier is hard evidence against all that is probed
// through it. On the loop's thread only; tells of the network namespace it was made in.
#pragma once

#include "base/bytes.hpp"
#include "base/fd.hpp"
#include "control_plane/probe/link_list.hpp"
#include "loop/poll.hpp"
#include "loop/timer.hpp"

#include <optional>
#include <string>

namespace signpost::probe {

class CarrierWatch {
public:
    /// `on_change` is called after anything has changed on any interface; at first, when it becomes
    /// known what there is.
    CarrierWatch(loop::Loop& loop, loop::Callback on_change);

    /// "interface eth1 has no carrier", "… is down", "there is no interface eth1". Empty if nothing
    /// is known against it: always, where a sandbox forbids to ask.
    [[nodiscard]] std::string fault_of(const std::string& interface) const;

private:
    void on_ready();
    void ask_for_list();
    void take_in(Bytes messages);

    loop::Callback on_change_;
    LinkList links_;
    bool is_listing_ = false; ///< The list was asked for, and has not ended.
    bool is_missing_ = false; ///< Something was not told meanwhile: it must be asked for again.
    loop::Timer again_;       ///< Asks, after a list that was torn.
    Fd socket_;
    std::optional<loop::Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace signpost::probe
