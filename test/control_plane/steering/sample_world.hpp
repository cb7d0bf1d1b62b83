// A small world to steer in: maps, links and zones made by hand.
#pragma once

#include "control_plane/steering/compile.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::test {

[[nodiscard]] Address address(std::string_view text);

/// Names that maps know. Tags have the bits of their places here.
[[nodiscard]] geo::Names sample_names();

/// 10.1.0.0/16 and 2001:db8:1::/48 are telecom in the south, 10.2.0.0/16 unicom in the north,
/// 10.3.0.0/16 has the tag "bank", 10.4.0.0/16 is in CN, 10.5.0.0/16 is unicom in the south with
/// the tags "bank" and "gov". South and north are the greater region "land".
[[nodiscard]] std::shared_ptr<const maps::Geography> sample_geography();

/// Sites A (south) and B (north); links a-telecom 203.0.113.0/26 and 2001:db8:a1::/48, a-unicom
/// 203.0.113.64/26, b-telecom 198.51.100.0/26, b-unicom 198.51.100.64/26 and 2001:db8:b2::/48, and
/// inner 198.51.100.66/32 with the tag "bank"; the policy "default".
[[nodiscard]] config::Steering sample_config();

[[nodiscard]] config::Service service_named(const std::string& name);

/// All of it, and what came of the last compile().
struct SampleWorld {
    config::Steering config = sample_config();
    std::shared_ptr<const maps::Geography> geography = sample_geography();
    zone::Zones zones{{}};
    health::Standings standings;
    steering::Compiled now;

    explicit SampleWorld(std::vector<std::shared_ptr<const zone::Zone>> all = {})
        : zones(std::move(all)) {}

    config::Service& add(const std::string& name);
    /// "link/a-telecom".
    void set(std::string_view subject, const health::Condition& condition);
    void set(std::string_view subject, health::Standing standing) {
        set(subject, health::Condition{.standing = standing});
    }
    /// From nothing; the result is `now`, too.
    const steering::Compiled& compile();
    /// From `now`.
    const steering::Compiled& compile_again();
    /// From `now`, when only standings have changed.
    const steering::Compiled& flip();

    /// Null if it is not steered.
    [[nodiscard]] std::shared_ptr<const steer::Plan> plan(std::string_view name) const;
    [[nodiscard]] const steer::Offer& offer(std::string_view name, std::string_view text) const;
    /// What a client gets for a draw: addresses or targets as the zone has them, separated by
    /// blanks; "closed", "nothing", or "all" if the kind is not steered.
    [[nodiscard]] std::string given(std::string_view name, std::string_view client,
                                    steer::Kind kind = steer::Kind::A,
                                    std::uint32_t draw = 0) const;
    /// Names that are steered, in their order, separated by blanks.
    [[nodiscard]] std::string steered() const;
    /// Whether a complaint has all of these in it.
    [[nodiscard]] bool complains(std::initializer_list<std::string_view> parts) const;
};

} // namespace signpost::test
