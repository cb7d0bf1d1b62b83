// Asks all probes again and again, on a thread of its own.
//
// Starts are spread over the interval; a probe is asked once at a time, and no round waits for the
// slowest. Towards one host it keeps to config::Courtesy. What it sees is handed to the control
// loop, all of a turn together. It judges nothing.
#pragma once

#include "control_plane/probe/probe.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace signpost::probe {

/// A question and when to ask it. Its number is its place in the list.
struct Assignment {
    std::string check; ///< Its name: with the target it tells probes apart over reloads.
    Question question;
    std::uint32_t interval_ms = 1000;

    /// Nobody is asked: whoever is judged tells by itself, and its word comes from elsewhere.
    [[nodiscard]] bool is_reported() const noexcept {
        return std::holds_alternative<config::ReportCheck>(question.kind);
    }
    bool operator==(const Assignment&) const = default;
};

struct Seen {
    std::uint32_t probe = 0;
    health::Observation observation;
};

/// Counted since the start.
struct Load {
    std::uint64_t asked = 0;
    std::uint64_t postponed = 0; ///< By Courtesy, or because the last attempt was not over.
    std::uint32_t under_way = 0;
    std::array<std::uint64_t, std::size(health::kOutcomeWords)> seen{}; ///< By health::Outcome.
    std::uint64_t cut = 0; ///< Answers of which there was more than is listened to.
};

class Prober {
public:
    /// `on_seen` is called on `control`, with the generation of the list that the numbers are of.
    using OnSeen = std::function<void(std::uint64_t generation, std::vector<Seen> seen)>;

    Prober(loop::Loop& control, OnSeen on_seen);
    ~Prober(); ///< Gives up what is under way.
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    // All of these are called on the control loop's thread.

    /// Replaces the list. Probes that are in both keep their rhythm; new ones are asked at once,
    /// spread over at most their interval.
    void assign(std::uint64_t generation, std::vector<Assignment> assignments,
                const config::Courtesy& courtesy);
    /// Asks a probe of the last list in `delay_ms`, if it would not be asked sooner.
    void retime(std::uint32_t probe, std::uint32_t delay_ms);
    /// Asks once, beside the rhythm but within the budget of the host, and before probes that wait
    /// for it; `on_answer` is called on the control loop.
    void ask_now(Question question, std::function<void(Answer)> on_answer);
    [[nodiscard]] Load load() const;

private:
    struct Rounds; ///< What lives on the probing thread.
    std::unique_ptr<Rounds> rounds_;
};

} // namespace signpost::probe
