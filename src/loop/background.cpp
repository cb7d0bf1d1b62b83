#include "loop/background.hpp"

#include <pthread.h>
#include <sched.h>

namespace signpost::loop {

Background::Background(Loop& loop, const std::string& name, Priority priority)
    : wakeup_(loop.uv(), [this] { deliver(); }),
      thread_([this, name, priority](const std::stop_token& stop) {
          pthread_setname_np(pthread_self(), name.c_str());
          // Giving way needs no privilege. Should a sandbox forbid it, the work is done anyway.
          const sched_param unused{};
          if (priority == Priority::Idle) sched_setscheduler(0, SCHED_IDLE, &unused);
          work_until(stop);
      }) {}

void Background::add(Job job) {
    ++unfinished_;
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
    waiting_changed_.notify_one();
}

void Background::work_until(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (waiting_changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
        if (stop.stop_requested()) return;
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        job.work();
        lock.lock();
        finished_.push_back(std::move(job));
        wakeup_.send();
    }
}

void Background::deliver() {
    std::deque<Job> jobs;
    {
        const std::lock_guard lock(mutex_);
        jobs.swap(finished_);
    }
    unfinished_ -= jobs.size();
    for (const Job& job : jobs)
        job.done();
}

} // namespace signpost::loop
