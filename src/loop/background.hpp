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
/// Idle is SCHED_IDLE: the kernel preempts such a thread the moment any other wakes on its core.
/// SCHED_BATCH with nice 19 was tried and is not enough: it only gets a smaller share (15 to 1024,
/// SCHED_IDLE has 3), so under EEVDF a woken worker may still wait for the end of a time slice.
/// A shorter sched_attr slice for the workers shortens that wait but does not end it. The price:
/// with every core saturated by queries a load gets 0.3 % of one and takes accordingly long.
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
