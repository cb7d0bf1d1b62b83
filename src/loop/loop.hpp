// An event loop for one thread: the one door to libuv.
//
// The control plane has one, each TCP thread has its own. Everything else in this folder is made on
// a Loop, used on the thread that runs it, and destroyed before it. Callbacks may destroy or close
// the object that calls them. Only Wakeup::send() and Loop::post() may be called from other
// threads.
#pragma once

#include "base/bytes.hpp"
#include "loop/handle.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace signpost::loop {

using Callback = std::function<void()>;

/// Calls back on the loop after any thread said so; several sends may give one call.
class Wakeup {
public:
    Wakeup(uv_loop_t& loop, Callback on_wake);
    void send() noexcept;

private:
    struct State {
        uv_async_t uv{};
        Callback on_wake;
    };
    Owned<State> state_;
};

class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until stop(). A stop() before run() counts.
    void run();
    void stop() noexcept;

    /// Runs `job` on the loop, in the order of posting. Any thread.
    void post(Callback job);

    /// Monotonic, as of the start of this turn of the loop.
    [[nodiscard]] std::uint64_t now_ms() const noexcept { return uv_now(&loop_); }

    /// Where all streams of this loop read to; valid until the next read.
    [[nodiscard]] MutableBytes read_buffer() noexcept { return read_buffer_; }

    [[nodiscard]] uv_loop_t& uv() noexcept { return loop_; } ///< For this folder only.

private:
    void run_posted();

    uv_loop_t loop_{};
    std::vector<std::uint8_t> read_buffer_;
    std::mutex mutex_;
    std::vector<Callback> posted_; // guarded by mutex_
    std::optional<Wakeup> wakeup_; // engaged from construction until the loop closes
};

} // namespace signpost::loop
