#include "loop/poll.hpp"

namespace signpost::loop {

Poll::Poll(Loop& loop, int fd, OnReady on_ready)
    : state_(std::make_unique<State>(State{.on_ready = std::move(on_ready)}),
             [&](uv_poll_t* uv) { return uv_poll_init(&loop.uv(), uv, fd); }) {}

void Poll::watch(int events) noexcept {
    if (!ok() || events == state_->watched) return;
    state_->watched = events;
    const auto on_event = [](uv_poll_t* ready, int status, int happened) {
        auto* const state = static_cast<State*>(ready->data);
        // libuv has stopped watching after an error.
        if (status != 0) state->watched = 0;
        state->on_ready(status == 0 ? happened : UV_READABLE | UV_WRITABLE);
    };
    if (events == 0)
        uv_poll_stop(&state_->uv);
    else
        require(uv_poll_start(&state_->uv, events, on_event), "uv_poll_start");
}

} // namespace signpost::loop
