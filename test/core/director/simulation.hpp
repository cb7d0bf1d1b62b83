// A small world in virtual time: targets that live and die, a prober that asks them, operators,
// restarts; and a director that judges. Everything follows from the seed.
#pragma once

#include "core/director/world.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace signpost::director {

class Simulation {
public:
    static constexpr std::uint64_t kTimeout_ms = 300;

    /// What a target does to who asks it.
    struct Truth {
        health::Outcome outcome = health::Outcome::Ok;
        std::uint32_t loss_percent = 0;
    };
    struct Recorded {
        Event event;
        health::Moment now;
        Effects effects;
    };

    Simulation(std::uint32_t seed, const Sketch& sketch);

    void run_ms(std::uint64_t duration_ms);
    /// Carries out an event, and checks what must hold after any.
    Effects step(const Event& event);
    void load(const Sketch& next);
    /// A new director, that knows what the journal kept.
    void restart();

    [[nodiscard]] std::uint32_t random(std::uint32_t below);

    Sketch sketch;
    std::map<std::string, Truth> truths; ///< By the target of a probe.
    bool is_deaf = false;
    State state;
    health::Moment now{.monotonic_ms = World::kStart_ms, .wall_ms = World::kWall_ms};
    std::vector<Recorded> records; ///< Since the last restart.
    std::vector<Flip> flips;       ///< Of all times.

private:
    struct Asking {
        std::uint64_t next_ms = 0;
        std::uint64_t started_ms = 0;
        std::uint64_t ends_ms = 0; ///< 0: it is not being asked.
        health::Outcome outcome = health::Outcome::Ok;
    };
    /// What must have been seen before a fall.
    struct Sightings {
        std::uint32_t failures = 0; ///< Since it last was good often enough in a row.
        std::uint32_t good_in_row = 0;
        bool is_enough = false; ///< By the rules of then.
    };

    void start_machine();
    /// Since ever: what was measured by it and what by the other do not agree any more.
    [[nodiscard]] bool is_clock_set() const;
    void start(std::uint32_t probe);
    void finish(std::uint32_t probe);
    void go_to(std::uint64_t at_ms);
    void look(std::uint32_t probe, health::Outcome outcome);
    void check(const Event& event, const Effects& effects, bool was_blind);
    void check_flip(const Flip& flip);
    void check_overrides();
    void check_holds(const health::Standings& before, const health::Standings& after);

    std::mt19937 source_;
    std::int64_t lead_ms_ = World::kWall_ms - static_cast<std::int64_t>(World::kStart_ms);
    std::vector<Asking> askings_;
    std::map<std::string, Sightings> sightings_;      ///< By probe.
    std::set<health::Subject> removed_;               ///< By a word that is still in force.
    std::map<health::Subject, health::Verdict> last_; ///< The last flip of a subject was to it.
};

/// Two to ten probes on sites and links as it comes.
[[nodiscard]] Sketch random_sketch(std::mt19937& source);

} // namespace signpost::director
