#include "control_plane/probe/timed_attempt.hpp"

#include "base/plain_text.hpp"

namespace signpost::probe {
namespace {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

std::uint64_t to_ms(steady_clock::time_point when) {
    return static_cast<std::uint64_t>(
        duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count());
}

std::uint32_t us_between(steady_clock::time_point from, steady_clock::time_point to) {
    return static_cast<std::uint32_t>(duration_cast<std::chrono::microseconds>(to - from).count());
}

/// A timer that is run later than this had to wait for a CPU, or the whole machine stood still.
constexpr std::chrono::milliseconds kLatenessMax{50};

} // namespace

std::uint64_t monotonic_ms() {
    return to_ms(steady_clock::now());
}

TimedAttempt::TimedAttempt(const Engine& engine, const Question& question, OnAnswer on_answer)
    : engine_(engine), question_(question), on_answer_(std::move(on_answer)),
      started_(steady_clock::now()), asked_(started_), timer_(engine.loop, [this] { on_time(); }) {
    timer_.start_once(std::chrono::milliseconds{question.timeout_ms});
}

void TimedAttempt::note(std::string stage) {
    if (stages_.size() >= kStagesMax) return;
    if (stages_.size() == kStagesMax - 1) stage = "and more";
    stages_.push_back(
        {.what = plain(std::move(stage)), .at_us = us_between(started_, steady_clock::now())});
}

void TimedAttempt::await(std::string_view missing, health::Outcome late) {
    missing_ = missing;
    late_ = late;
}

void TimedAttempt::answer(Answer answer) {
    if (!on_answer_) return;
    const auto now = steady_clock::now();
    health::Observation& seen = answer.observation;
    seen.started_ms = to_ms(started_);
    seen.ended_ms = to_ms(now);
    if (seen.outcome == health::Outcome::Ok || seen.outcome == health::Outcome::Failed)
        seen.rtt_us = us_between(asked_, now);
    // Some of it are words of the other side, which may be anything.
    seen.detail = plain(std::move(seen.detail));
    answer.stages = std::move(stages_);
    answer.redirects = redirects_;
    answer.is_cut = is_cut_;
    timer_.stop();
    std::exchange(on_answer_, nullptr)(std::move(answer));
}

void TimedAttempt::answer(health::Outcome outcome, std::string detail) {
    Answer all;
    all.observation.outcome = outcome;
    all.observation.detail = std::move(detail);
    answer(std::move(all));
}

void TimedAttempt::answer_soon(Fault fault) {
    pending_ = std::move(fault);
    timer_.start_once(std::chrono::milliseconds{0});
}

/// The loop runs timers before it looks at sockets. If it had no time for either, an answer may lie
/// there unread: so it looks once more.
void TimedAttempt::on_time() {
    if (pending_) return answer(std::move(*pending_));
    if (last_turn_) return end_late();
    const auto due = started_ + std::chrono::milliseconds{question_.timeout_ms};
    was_starved_ = steady_clock::now() - due > kLatenessMax;
    last_turn_ = std::make_shared<TimedAttempt*>(this);
    engine_.loop.post([weak = std::weak_ptr(last_turn_)] {
        // On this turn of the loop sockets are looked at; the timer is run on the next.
        if (const auto self = weak.lock()) (*self)->timer_.start_once(std::chrono::milliseconds{0});
    });
}

void TimedAttempt::end_late() {
    if (was_starved_)
        return answer(health::Outcome::Unasked, "we were too busy ourselves to hear an answer");
    before_late();
    answer(late_,
           std::string(missing_) + " within " + std::to_string(question_.timeout_ms) + " ms");
}

} // namespace signpost::probe
