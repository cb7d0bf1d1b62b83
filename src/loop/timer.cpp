#include "loop/timer.hpp"

namespace signpost::loop {

Timer::Timer(Loop& loop, Callback on_fire)
    : state_(std::make_unique<State>(State{.on_fire = std::move(on_fire)}),
             [&](uv_timer_t* uv) { return uv_timer_init(&loop.uv(), uv); }) {
    require(state_.status(), "uv_timer_init");
}

void Timer::start_once(std::chrono::milliseconds delay) {
    start(delay, std::chrono::milliseconds{0});
}

void Timer::start_every(std::chrono::milliseconds interval) {
    start(interval, interval);
}

void Timer::start(std::chrono::milliseconds delay, std::chrono::milliseconds interval) {
    // libuv counts from the start of the turn: after long work the timer would fire early.
    uv_update_time(state_->uv.loop);
    const auto on_fire = [](uv_timer_t* fired) { static_cast<State*>(fired->data)->on_fire(); };
    require(uv_timer_start(&state_->uv, on_fire, static_cast<std::uint64_t>(delay.count()),
                           static_cast<std::uint64_t>(interval.count())),
            "uv_timer_start");
}

void Timer::stop() noexcept {
    uv_timer_stop(&state_->uv);
}

bool Timer::is_active() const noexcept {
    return uv_is_active(as_handle(state_->uv)) != 0;
}

} // namespace signpost::loop
