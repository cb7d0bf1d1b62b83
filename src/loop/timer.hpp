// Calls back later, once or again and again. On the loop's thread only.
#pragma once

#include "loop/loop.hpp"

#include <chrono>

namespace signpost::loop {

class Timer {
public:
    Timer(Loop& loop, Callback on_fire);

    /// Counts from now, however long this turn of the loop has taken. Starting again replaces.
    void start_once(std::chrono::milliseconds delay);
    /// First after one `interval`; calls missed while the loop was busy are not made up for.
    void start_every(std::chrono::milliseconds interval);
    void stop() noexcept;
    [[nodiscard]] bool is_active() const noexcept;

private:
    struct State {
        uv_timer_t uv{};
        Callback on_fire;
    };
    void start(std::chrono::milliseconds delay, std::chrono::milliseconds interval);
    Owned<State> state_;
};

} // namespace signpost::loop
