// DNS over UDP: one worker, one port, one thread for each core.
//
// App makes one from the sockets of open_sockets() and the snapshots that the control plane
// publishes.
#pragma once

#include "data_plane/udp_port.hpp"
#include "data_plane/worker.hpp"

#include <list>
#include <thread>

namespace signpost::data_plane {

class UdpServer {
public:
    /// Serves from construction on, with one worker for each element of `sockets`. With `pin`
    /// worker i keeps to the i-th CPU that this process may use.
    UdpServer(std::vector<std::vector<BoundSocket>> sockets, Published<Snapshot>& snapshots,
              bool pin);
    ~UdpServer() { stop(); }
    UdpServer(const UdpServer&) = delete;
    UdpServer& operator=(const UdpServer&) = delete;

    /// Answers everything received so far, and waits for that. Stopping twice is fine.
    void stop();

    /// What each worker counted. Any thread.
    [[nodiscard]] std::vector<const answer::Counters*> counters() const;
    /// Replies that the kernel refused to send, over all workers. Any thread.
    [[nodiscard]] std::uint64_t lost() const noexcept;

private:
    struct Desk {
        Desk(std::vector<BoundSocket> sockets, Published<Snapshot>& snapshots)
            : port(std::move(sockets)), worker(port, snapshots.add_reader(), scratch) {}
        UdpPort port;
        answer::Scratch scratch;
        Worker worker;
    };

    std::list<Desk> desks_;
    std::vector<std::jthread> running_;
};

} // namespace signpost::data_plane
