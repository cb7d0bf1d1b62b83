#include "loop/loop.hpp"

#include "loop/process.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace signpost::loop {
namespace {

/// A DNS message over TCP has up to 65,535 octets after its length: one read can take it whole.
constexpr std::size_t kReadBufferSize = 65536 + 2;

} // namespace

void require(int status, const char* call) {
    if (status == 0) return;
    const std::string line = std::string(call) + ": " + uv_strerror(status) + "\n";
    static_cast<void>(std::fputs(line.c_str(), stderr)); // nobody is left to tell if it fails
    std::abort();
}

Wakeup::Wakeup(uv_loop_t& loop, Callback on_wake)
    : state_(std::make_unique<State>(State{.on_wake = std::move(on_wake)}), [&](uv_async_t* uv) {
          return uv_async_init(
              &loop, uv, [](uv_async_t* sent) { static_cast<State*>(sent->data)->on_wake(); });
      }) {
    require(state_.status(), "uv_async_init");
}

void Wakeup::send() noexcept {
    uv_async_send(&state_->uv);
}

Loop::Loop() : read_buffer_(kReadBufferSize) {
    require(uv_loop_init(&loop_), "uv_loop_init");
    wakeup_.emplace(loop_, [this] { run_posted(); });
}

Loop::~Loop() {
    wakeup_.reset();
    abandon_processes(loop_);
    // Closed handles leave within two turns, and one that an early stop() may have cut short. What
    // is still there then belongs to an object that outlives its loop.
    int status = uv_loop_close(&loop_);
    for (int turns = 0; turns < 3 && status == UV_EBUSY; ++turns) {
        uv_run(&loop_, UV_RUN_NOWAIT);
        status = uv_loop_close(&loop_);
    }
    require(status, "uv_loop_close");
}

void Loop::run() {
    uv_run(&loop_, UV_RUN_DEFAULT);
}

void Loop::stop() noexcept {
    uv_stop(&loop_);
}

void Loop::post(Callback job) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(job));
    }
    wakeup_->send();
}

void Loop::run_posted() {
    std::vector<Callback> jobs;
    {
        const std::lock_guard lock(mutex_);
        jobs.swap(posted_);
    }
    for (const Callback& job : jobs)
        job();
}

} // namespace signpost::loop
