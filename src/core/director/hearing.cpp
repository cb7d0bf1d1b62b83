#include "core/director/hearing.hpp"

#include <algorithm>

namespace signpost::director {
namespace {

using health::Verdict;

/// So many are asked at once for a witness, if there are no anchors, and so many looked at for it.
constexpr std::size_t kAskedMax = 4;
constexpr std::size_t kLookedAtMax = 64;

void forget_old_falls(State& state, std::uint64_t now_ms) noexcept {
    std::deque<std::uint64_t>& falls = state.hearing.silent_falls_ms;
    while (!falls.empty() && falls.front() + state.model->safety.blind_window_ms < now_ms)
        falls.pop_front();
}

/// Silent falls within the window.
std::uint32_t recent_falls(State& state, std::uint64_t now_ms) noexcept {
    forget_old_falls(state, now_ms);
    return static_cast<std::uint32_t>(state.hearing.silent_falls_ms.size());
}

void ask_others(const Turn& turn) {
    Hearing& hearing = turn.state.hearing;
    const std::size_t count = turn.state.probes.size();
    std::size_t asked = 0;
    for (std::size_t looked = 0; looked < std::min(count, kLookedAtMax); ++looked) {
        const std::uint32_t probe = hearing.next_asked++ % static_cast<std::uint32_t>(count);
        const ProbeState& known = turn.state.probes[probe];
        if (!known.is_voter || known.is_silent_voter) continue;
        turn.effects.retimes.push_back({.probe = probe, .delay_ms = 0});
        if (++asked == kAskedMax) break;
    }
}

bool is_over(const State& state, std::uint64_t since_ms, std::uint64_t now_ms) noexcept {
    return now_ms >= since_ms + state.model->safety.blind_window_ms;
}

bool are_all_silent(const State& state) noexcept {
    return state.hearing.silent_voters == state.hearing.voters;
}

bool are_most_silent(State& state, std::uint64_t now_ms) noexcept {
    const Hearing& hearing = state.hearing;
    const std::uint64_t fallen = recent_falls(state, now_ms);
    return are_all_silent(state) ||
           (hearing.silent_voters + fallen) * 100 >
               (hearing.voters + fallen) * std::uint64_t{state.model->safety.blind_percent};
}

/// Nobody speaks up who could.
bool is_deaf(State& state, std::uint64_t since_ms, std::uint64_t now_ms) noexcept {
    const std::vector<std::uint32_t>& anchors = state.hearing.anchors;
    const bool is_long = is_over(state, since_ms, now_ms);
    if (anchors.empty())
        return are_all_silent(state) || (is_long && are_most_silent(state, now_ms));
    const bool are_away = is_long || std::ranges::all_of(anchors, [&](std::uint32_t anchor) {
                              return state.probes[anchor].failed_ms > since_ms;
                          });
    return are_away && are_most_silent(state, now_ms);
}

/// Whether somebody's good answer proves that we hear the world.
bool is_witness(State& state, std::uint32_t probe, std::uint64_t now_ms) noexcept {
    const ProbeRule& rule = state.model->probes[probe];
    const auto& away_ms = state.hearing.anchors_away_ms;
    if (rule.is_reported) return false;
    if (rule.is_anchor || state.hearing.anchors.empty()) return true;
    return away_ms && is_over(state, *away_ms, now_ms) && !are_most_silent(state, now_ms);
}

/// How long a silence waits before we doubt ourselves: as long as it was itself, so that whoever
/// is asked for a witness can answer.
std::uint64_t patience_ms(const State& state, const ProbeState& silent, std::uint64_t now_ms) {
    constexpr std::uint64_t kLeastMs = 100;
    const std::uint64_t silence_ms = now_ms - std::min(now_ms, *silent.tracker.awaits_ms());
    return std::max(kLeastMs,
                    std::min<std::uint64_t>(silence_ms, state.model->safety.blind_window_ms));
}

} // namespace

void recount(State& state, std::uint32_t probe) noexcept {
    ProbeState& known = state.probes[probe];
    Hearing& hearing = state.hearing;
    const bool is_voter = !state.model->probes[probe].is_reported && !known.is_mute &&
                          !known.is_quiet && known.tracker.verdict() != Verdict::Down;
    const bool is_silent_voter = is_voter && known.is_silent;
    hearing.voters += (is_voter ? 1U : 0U) - (known.is_voter ? 1U : 0U);
    hearing.silent_voters += (is_silent_voter ? 1U : 0U) - (known.is_silent_voter ? 1U : 0U);
    known.is_voter = is_voter;
    known.is_silent_voter = is_silent_voter;
}

bool is_alone(State& state, std::uint64_t now_ms) noexcept {
    return state.hearing.anchors.empty() && state.hearing.voters + recent_falls(state, now_ms) <= 1;
}

void note_silent_fall(State& state, std::uint64_t now_ms) {
    forget_old_falls(state, now_ms);
    state.hearing.silent_falls_ms.push_back(now_ms);
}

void miss_anchor(State& state, std::uint64_t now_ms) noexcept {
    Hearing& hearing = state.hearing;
    const bool have_failed = std::ranges::all_of(hearing.anchors, [&state](std::uint32_t anchor) {
        return state.probes[anchor].is_failing;
    });
    if (!hearing.anchors_away_ms && have_failed) hearing.anchors_away_ms = now_ms;
}

void await_witness(const Turn& turn, std::uint32_t probe) {
    Hearing& hearing = turn.state.hearing;
    ProbeState& known = turn.state.probes[probe];
    const std::uint64_t now_ms = turn.now.monotonic_ms;
    if (known.waits_since_ms == 0) {
        known.waits_since_ms = now_ms;
        known.patience_ms = patience_ms(turn.state, known, now_ms);
        hearing.waiting.push_back(probe);
    }
    turn.state.due.arm(now_ms + known.patience_ms, Due::Waiting, 0, hearing.armed_ms);
    // Who was asked since this silence began, and has not answered yet, serves for it as well.
    if (hearing.asked_ms != 0 && hearing.asked_ms >= *known.tracker.awaits_ms()) return;
    hearing.asked_ms = now_ms;
    for (const std::uint32_t anchor : hearing.anchors)
        turn.effects.retimes.push_back({.probe = anchor, .delay_ms = 0});
    // With all anchors away it is how many others are silent that tells us from the anchors.
    if (hearing.anchors.empty() || hearing.anchors_away_ms) ask_others(turn);
}

bool bears_witness(const Turn& turn, std::uint32_t probe, std::uint64_t started_ms) {
    Hearing& hearing = turn.state.hearing;
    if (turn.state.model->probes[probe].is_anchor) hearing.anchors_away_ms.reset();
    if (!is_witness(turn.state, probe, turn.now.monotonic_ms)) return false;
    if (hearing.witness_ms && started_ms <= *hearing.witness_ms) return false;
    hearing.witness_ms = started_ms;
    if (hearing.is_blind) return started_ms >= hearing.blind_since_ms;
    return !hearing.waiting.empty();
}

bool has_gone_blind(const Turn& turn) {
    State& state = turn.state;
    Hearing& hearing = state.hearing;
    const std::uint64_t now_ms = turn.now.monotonic_ms;
    std::erase_if(hearing.waiting, [&](std::uint32_t probe) {
        ProbeState& known = state.probes[probe];
        if (known.tracker.is_awaiting()) return false;
        known.waits_since_ms = 0;
        return true;
    });
    for (const std::uint32_t probe : hearing.waiting) {
        const ProbeState& known = state.probes[probe];
        const std::uint64_t until_ms = known.waits_since_ms + known.patience_ms;
        // Before anything else: also of a blindness that begins now others may be the end.
        if (!hearing.anchors.empty() && !hearing.anchors_away_ms &&
            is_over(state, known.waits_since_ms, now_ms))
            hearing.anchors_away_ms = known.waits_since_ms;
        if (until_ms <= now_ms && is_deaf(state, known.waits_since_ms, now_ms)) return true;
        const std::uint64_t again_ms = std::max(until_ms, now_ms + known.patience_ms);
        state.due.arm(again_ms, Due::Waiting, 0, hearing.armed_ms);
    }
    return false;
}

} // namespace signpost::director
