// What every attempt does alike: it ends in time, answers once, and never from within start().
//
// The kinds derive from this. On the loop's thread only.
#pragma once

#include "control_plane/probe/fault.hpp"
#include "control_plane/probe/probe.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::probe {

/// Monotonic milliseconds, as health::Moment has them.
[[nodiscard]] std::uint64_t monotonic_ms();

class TimedAttempt : public Attempt {
protected:
    /// The time limit begins.
    TimedAttempt(const Engine& engine, const Question& question, OnAnswer on_answer);

    [[nodiscard]] const Engine& engine() const noexcept { return engine_; }
    [[nodiscard]] const Question& question() const noexcept { return question_; }

    /// For `signpostctl probe`. The other side may be the cause of any number: kStagesMax are kept.
    void note(std::string stage);
    /// For the budget of the host.
    void count_redirect() noexcept { ++redirects_; }
    [[nodiscard]] std::uint32_t redirects() const noexcept { return redirects_; }
    /// Of what was asked last: an answer that comes now took its round trip from here.
    void mark_asked() { asked_ = std::chrono::steady_clock::now(); }
    /// There is more than is listened to.
    void mark_cut() { is_cut_ = true; }
    /// What is to be told should the time end now, put before " within 800 ms". Silent unless
    /// something came that was not what it should be.
    void await(std::string_view missing, health::Outcome late = health::Outcome::Silent);

    // The end, in one of these ways. The attempt may be gone when answer() returns: return at once.

    void answer(Answer answer); ///< Its moments are filled in here.
    void answer(health::Outcome outcome, std::string detail = {});
    void answer(Fault fault) { answer(fault.outcome, std::move(fault.detail)); }
    /// From a constructor: told on the loop's next turn.
    void answer_soon(Fault fault);

private:
    /// The time is up: the last chance for await(), not for an answer.
    virtual void before_late() {}

    void on_time();
    void end_late();

    Engine engine_;
    const Question& question_;
    OnAnswer on_answer_; ///< Empty once it was called.
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point asked_;
    std::vector<Stage> stages_;
    std::uint32_t redirects_ = 0;
    std::string_view missing_ = "no answer";
    health::Outcome late_ = health::Outcome::Silent;
    std::optional<Fault> pending_; ///< Of answer_soon().
    bool is_cut_ = false;
    bool was_starved_ = false;                 ///< Of CPU time, when the time was up.
    std::shared_ptr<TimedAttempt*> last_turn_; ///< There once the time is up.
    loop::Timer timer_;
};

} // namespace signpost::probe
