#include "loop/signals.hpp"

#include <csignal>

namespace signpost::loop {

Signal::Signal(Loop& loop, int number, Callback on_signal)
    : state_(std::make_unique<State>(State{.on_signal = std::move(on_signal)}),
             [&](uv_signal_t* uv) { return uv_signal_init(&loop.uv(), uv); }) {
    require(state_.status(), "uv_signal_init");
    const auto on_caught = [](uv_signal_t* caught, int) {
        static_cast<State*>(caught->data)->on_signal();
    };
    require(uv_signal_start(&state_->uv, on_caught, number), "uv_signal_start");
}

Signals::Signals(Loop& loop, const Callback& on_stop, const Callback& on_reload)
    : terminate_(loop, SIGTERM, on_stop), interrupt_(loop, SIGINT, on_stop),
      hang_up_(loop, SIGHUP, on_reload) {}

} // namespace signpost::loop
