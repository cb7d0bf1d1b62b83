// SIGTERM and SIGINT as a flag that loops can look at.
#pragma once

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace signpost::bench {

/// While it lives, the two signals set is_set() and do nothing else. Made before other threads are.
class StopSignal {
public:
    StopSignal() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        waiter_ = std::thread([this] {
            int signal = 0;
            sigwait(&signals_, &signal);
            set_.store(true, std::memory_order_relaxed);
        });
    }
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;
    ~StopSignal() {
        pthread_kill(waiter_.native_handle(), SIGTERM); // no matter if it has gone already
        waiter_.join();
    }

    [[nodiscard]] const std::atomic<bool>& is_set() const noexcept { return set_; }

private:
    sigset_t signals_{};
    std::atomic<bool> set_{false};
    std::thread waiter_;
};

} // namespace signpost::bench
