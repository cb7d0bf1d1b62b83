// What steering knows of health: everything that is not plainly up.
//
// The director makes one whenever something changed; plans are compiled from it. Immutable once
// made; any thread.
#pragma once

#include "core/health/standing.hpp"
#include "core/health/subject.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signpost::health {

struct Condition {
    static constexpr std::uint8_t kWholeShare = 100;

    Standing standing = Standing::Up;
    /// It flipped a short while ago, or is about to be drained: answers are given for a short time.
    bool is_unsteady = false;
    /// By an operator, since a short while: unsteady, and up nevertheless.
    bool is_held_up = false;
    /// After a recovery it gets only a part of what its weight says: 1 to kWholeShare.
    std::uint8_t share_percent = kWholeShare;
    /// By failback rule, where they differ since a hold ended later; share_percent is the least.
    std::vector<std::uint8_t> shares;
    /// It is up, but services with these failback rules (director::Model::failbacks, by bit) still
    /// treat it as down.
    std::uint32_t held_by = 0;
    bool is_stale = false; ///< What it rests on was seen too long ago.
    std::string cause;     ///< "link a-telecom is down since 2026-11-22T21:00:00Z: gateway
                           ///< 203.0.113.1: no answer within 300 ms"; empty if it is plainly up.

    /// Of an operator's word on an address or a service: a drain that is about to come. It lowers
    /// the TTL.
    [[nodiscard]] bool is_announced() const noexcept {
        return standing == Standing::Up && is_unsteady && !is_held_up;
    }
    /// Of such a word: a drain, now or soon. What is down stays so.
    [[nodiscard]] bool counts_beside_checks() const noexcept {
        return standing == Standing::Drained || is_announced();
    }
    [[nodiscard]] std::uint8_t share_by(std::size_t failback) const noexcept {
        return failback < shares.size() ? shares[failback] : share_percent;
    }

    bool operator==(const Condition&) const = default;
};

/// Who is not here is plainly up. An endpoint without a check is the operator's word on an address:
/// it counts in place of what its checks say, even if that word is up. A service here is an
/// operator's word on it, which counts in place of the checks of all its endpoints, but not of
/// their links and sites. Such a word that counts_beside_checks() is none in their place.
struct Standings {
    std::map<Subject, Condition> conditions;

    [[nodiscard]] const Condition* find(const Subject& subject) const noexcept {
        const auto found = conditions.find(subject);
        return found == conditions.end() ? nullptr : &found->second;
    }
    bool operator==(const Standings&) const = default;
};

} // namespace signpost::health
