// A director with its clock, for tests: models sketched in a few words, time that passes at will.
#pragma once

#include "core/director/director.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::director {

/// Probes are named "CHECK@TARGET"; a subject's check is that probe.
class Sketch {
public:
    Sketch();

    Sketch& probe(const std::string& name, const health::TrackerRules& rules = {});
    Sketch& anchor(const std::string& name);
    Sketch& site(const std::string& name, const std::string& probe = {});
    Sketch& link(const std::string& name, const std::string& site, const std::string& probe = {});
    /// `link` may be empty.
    Sketch& endpoint(const std::string& address, const std::string& link, const std::string& probe);
    Sketch& depends_on(const std::string& probe, const std::string& other);

    [[nodiscard]] std::uint32_t number_of(std::string_view probe) const;
    [[nodiscard]] Expression is_up(std::string_view probe) const;

    Model model;
};

[[nodiscard]] Expression at_least(std::uint32_t count, std::vector<Expression> terms);
[[nodiscard]] Expression negated(Expression term);

[[nodiscard]] health::Subject site(const std::string& name);
[[nodiscard]] health::Subject link(const std::string& name);
[[nodiscard]] health::Subject endpoint(const std::string& address, const std::string& check = {});
[[nodiscard]] health::Subject service(const std::string& name);

class World {
public:
    static constexpr std::int64_t kWall_ms = 1'795'381'200'000; ///< 2026-11-22T21:00:00Z.
    static constexpr std::uint64_t kStart_ms = 1'000'000;
    static constexpr std::uint64_t kTimeout_ms = 300;

    explicit World(const Sketch& first);

    Effects step(const Event& event);
    /// An observation that ends now; a silent one has taken the timeout.
    Effects see(std::string_view probe, health::Outcome outcome);
    /// The same so many times, a second apart, the last one now.
    Effects see(std::string_view probe, health::Outcome outcome, int times);
    /// Time passes; what becomes due happens when it is due.
    Effects pass_ms(std::uint64_t duration_ms);
    Effects pass_s(std::uint64_t duration_s) { return pass_ms(duration_s * 1000); }
    Effects load(const Sketch& sketch);
    Effects set(const health::Subject& subject, health::Standing standing, std::uint64_t for_s = 0);
    Effects clear(const health::Subject& subject);

    [[nodiscard]] View view(const health::Subject& subject) const;
    /// What steering is told of a subject; plainly up if nothing.
    [[nodiscard]] health::Condition told(const health::Subject& subject) const;

    Sketch sketch;
    State state;
    health::Moment now{.monotonic_ms = kStart_ms, .wall_ms = kWall_ms};
};

/// "link/a-telecom down, endpoint/192.0.2.1 (portal) up"
[[nodiscard]] std::string flips_of(const Effects& effects);
/// "blind; drain-removed site/A"
[[nodiscard]] std::string notices_of(const Effects& effects);
[[nodiscard]] bool asks(const Effects& effects, std::uint32_t probe, std::uint32_t delay_ms);

void append(Effects& all, const Effects& more);

} // namespace signpost::director
