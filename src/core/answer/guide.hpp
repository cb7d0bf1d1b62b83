// What the plans give to the client of one query, and for how many clients beside it that holds.
//
// Resolution asks it about every name that it answers from; most are not steered, and then it is
// one look into a table. Lives as long as one call of reply().
#pragma once

#include "base/address.hpp"
#include "core/snapshot/settings.hpp"
#include "core/steer/steering.hpp"
#include "core/wire/edns.hpp"

namespace signpost::answer {

/// By whom is steered.
struct Subject {
    Address address;
    /// False: the address is only claimed, by somebody who may not claim tags with it. It is then
    /// taken for one that has none.
    bool has_tags = true;
};

class Guide {
public:
    /// `ticket` is the worker's: it moves on with each draw. `edns` may be filled in until the
    /// first question.
    Guide(const steer::Steering& steering, const Settings& settings, const Address& source,
          const wire::Edns& edns, std::uint32_t& ticket) noexcept
        : steering_(steering), settings_(settings), source_(source), edns_(edns), ticket_(ticket) {}

    /// The client subnet, if it is there and believed, or else the source.
    [[nodiscard]] const Subject& subject() noexcept;

    /// Null: the name is not steered.
    [[nodiscard]] const steer::Plan* plan_of(const zone::Node& node) const noexcept {
        return steering_.plans.find(&node);
    }

    /// Whether the client gets no record of the name at all.
    [[nodiscard]] bool is_closed(const steer::Plan& plan) noexcept;

    /// What the client gets; null: NODATA. Only for a kind that the plan steers.
    [[nodiscard]] const zone::RRset* choose(const steer::Plan& plan, steer::Kind kind) noexcept;

    /// Scope of the reply (RFC 7871 §7.2.1): all clients that share so many bits with the query's
    /// client subnet would get the same. 0 if nothing depended on it. That a name has nothing for
    /// some clients depends on them, too: such a reply has a scope, where RFC 7871 §7.4 would have
    /// negative answers be the same for all, lest a resolver gives it to those who are let in.
    [[nodiscard]] std::uint8_t scope_bits() const noexcept { return scope_bits_; }
    [[nodiscard]] bool has_steered() const noexcept { return has_steered_; }

private:
    [[nodiscard]] std::size_t viewpoint_in(const steer::Plan& plan) noexcept;
    [[nodiscard]] std::uint32_t draw_of_network() noexcept;
    [[nodiscard]] std::uint32_t draw_of_ticket() noexcept;
    void note_scope(std::size_t bits) noexcept;

    const steer::Steering& steering_;
    const Settings& settings_;
    const Address& source_;
    const wire::Edns& edns_;
    std::uint32_t& ticket_;
    Subject subject_;
    std::uint16_t class_ = 0;
    std::uint8_t scope_bits_ = 0;
    bool is_by_subnet_ = false;
    bool has_subject_ = false; ///< Whether subject_ is filled in.
    bool has_class_ = false;   ///< Whether class_ is.
    bool has_steered_ = false;
};

} // namespace signpost::answer
