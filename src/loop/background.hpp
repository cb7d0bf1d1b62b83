// One thread for long work, so that the loop stays prompt: value in, value out.
//
// The control plane parses zone files here. Jobs run one after another in the order given; a
// result is delivered on the loop. Destruction waits for the running job and drops the rest.
#pragma once

#include "loop/loop.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>

namespace signpost::loop {

/// Who gives way when packet workers want the same core.
///
/// Idle is SCHED_IDLE: the kernel preempts such a thread whenever any other wakes on its core, as a
/// rule. SCHED_BATCH with nice 19 came as close in measurements (a thread woken 4,000 times a
/// second beside a busy loop: p99.9 0.03 ms with either, 4 ms, a tick, beside a normal thread), but
/// only as an outcome of EEVDF's accounting; a shorter sched_attr slice for the woken thread did
/// not help. The price: with every core saturated by queries a load gets 0.3 % of one.
enum class Priority : std::uint8_t { Normal, Idle };

class Background {
public:
    /// `name` is what `ps` and `top -H` show; at most 15 characters.
    Background(Loop& loop, const std::string& name, Priority priority);

    /// Calls `work()` on the thread, then `done(result)` on the loop. What `work` captures must
    /// not be touched by others meanwhile. Call on the loop's thread.
    template <class Work, class Done>
    void run(Work work, Done done) {
        struct Task {
            Work work;
            Done done;
            std::optional<std::invoke_result_t<Work&>> result;
        };
        auto task = std::make_shared<Task>(Task{std::move(work), std::move(done), std::nullopt});
        add({.work = [task] { task->result.emplace(task->work()); },
             .done = [task] { task->done(std::move(*task->result)); }});
    }

    /// Jobs given whose `done` has not been called yet.
    [[nodiscard]] std::size_t unfinished() const noexcept { return unfinished_; }

private:
    struct Job {
        Callback work;
        Callback done;
    };
    void add(Job job);
    void work_until(const std::stop_token& stop);
    void deliver();

    std::size_t unfinished_ = 0;
    std::mutex mutex_;
    std::condition_variable_any waiting_changed_;
    std::deque<Job> waiting_;  // guarded by mutex_
    std::deque<Job> finished_; // guarded by mutex_
    Wakeup wakeup_;
    std::jthread thread_; // last: it stops before what it uses goes
};

} // namespace signpost::loop
