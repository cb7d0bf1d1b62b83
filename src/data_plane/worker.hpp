// The loop of one packet worker: wait for datagrams, answer them from one snapshot, send.
#pragma once

#include "base/published.hpp"
#include "core/answer/look_ahead.hpp"
#include "core/answer/reply.hpp"
#include "data_plane/packet_port.hpp"

namespace signpost::data_plane {

class Worker {
public:
    /// Borrows `port` and `scratch`; nobody else uses them meanwhile.
    Worker(PacketPort& port, Published<Snapshot>::Reader reader, answer::Scratch& scratch)
        : port_(port), reader_(reader), scratch_(scratch) {}

    /// Returns when the port has been stopped. On the worker's thread.
    void run() noexcept;

private:
    void look_ahead(const Snapshot& snapshot) noexcept;

    PacketPort& port_;
    Published<Snapshot>::Reader reader_;
    answer::Scratch& scratch_;
    answer::LookAhead look_ahead_;
};

/// Sets both clocks of `scratch` to now, give or take the kernel's tick of some milliseconds.
void read_clocks(answer::Scratch& scratch) noexcept;

} // namespace signpost::data_plane
