#include "data_plane/worker.hpp"

#include <ctime>

namespace signpost::data_plane {

void read_clocks(answer::Scratch& scratch) noexcept {
    // The coarse clocks are read without asking the hardware; nothing here needs better.
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    scratch.now_ms = static_cast<std::uint64_t>(now.tv_sec) * 1000 +
                     static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    scratch.clock_s = static_cast<std::uint32_t>(now.tv_sec);
}

void Worker::look_ahead(const Snapshot& snapshot) noexcept {
    const std::span<const Datagram> batch = port_.receive();
    // A single query has no other to share its waits with.
    if (batch.size() < 2 || !answer::LookAhead::pays_for(*snapshot.zones)) return;
    for (const Datagram& datagram : batch)
        look_ahead_.add(datagram.query);
    look_ahead_.run(*snapshot.zones);
}

void Worker::run() noexcept {
    while (port_.wait() == Wait::Packets) { // unpinned: an idle worker holds back no snapshot
        read_clocks(scratch_);
        const auto snapshot = reader_.pin();
        look_ahead(*snapshot);
        for (Datagram& datagram : port_.receive())
            datagram.reply_length =
                answer::reply(datagram.query, datagram.client, *snapshot, scratch_, datagram.reply);
        port_.send();
    }
}

} // namespace signpost::data_plane
