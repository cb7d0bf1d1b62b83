// Readiness of a descriptor, delivered on the loop.
#pragma once

#include "loop/loop.hpp"

namespace signpost::loop {

/// Watches a descriptor that its user owns and closes, after stop() or the Poll's destruction.
class Poll {
public:
    static constexpr int kReadable = UV_READABLE;
    static constexpr int kWritable = UV_WRITABLE;

    /// `events` are kReadable and kWritable, both on an error or hang-up: the read or write that
    /// follows then says which.
    using OnReady = std::function<void(int events)>;

    Poll(Loop& loop, int fd, OnReady on_ready);

    /// False if the kernel had no room for another watch (fs.epoll.max_user_watches).
    [[nodiscard]] bool ok() const noexcept { return state_.status() == 0; }
    void watch(int events) noexcept; ///< 0: nothing.
    void stop() noexcept { watch(0); }

private:
    struct State {
        uv_poll_t uv{};
        OnReady on_ready;
        int watched = 0;
    };
    Owned<State> state_;
};

} // namespace signpost::loop
