// A steered name as the control side knows it: all that its plan is compiled from.
//
// Made from the configuration, the zones and the standings; equal services have equal plans, so one
// that has not changed keeps its plan. Values that share what is large.
#pragma once

#include "base/word.hpp"
#include "core/geo/classes.hpp"
#include "core/health/standings.hpp"
#include "core/steer/rank.hpp"
#include "core/zone/zone.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::steer {

/// The types of records that can be steered.
enum class Kind : std::uint8_t { A, Aaaa, Cname };
inline constexpr std::size_t kKinds = 3;
inline constexpr std::string_view kKindWords[] = {"A", "AAAA", "CNAME"};

[[nodiscard]] constexpr std::size_t index_of(Kind kind) noexcept {
    return static_cast<std::size_t>(kind);
}
[[nodiscard]] constexpr std::string_view mnemonic_of(Kind kind) noexcept {
    return word_of(kKindWords, kind);
}
[[nodiscard]] std::uint16_t type_of(Kind kind) noexcept;

/// An endpoint and the record that leads clients to it.
struct Offer {
    Kind kind = Kind::A;
    Endpoint endpoint;
    health::Subject subject; ///< The endpoint; with its check, if the service has one for it.
    std::vector<std::uint8_t> rdata; ///< Wire form, uncompressed.
    std::string text;                ///< The address or target as operators write it.
    std::uint32_t weight = 1;        ///< 0: given only if nothing with a weight remains.
    std::uint32_t capacity_mbps = 0; ///< Of its link; 0: not known.
    std::string link;                ///< Names, for people and for standings.
    std::string site;
    bool has_link = false; ///< Or else `link` is one that nobody has and judges.
    bool has_site = false;
    bool is_held_back = false; ///< A fallback from elsewhere: at best it counts as down.
    std::uint8_t view = 0; ///< 0: for clients of no view; n: for those of Service::views[n - 1].

    // These, and two of `endpoint`, follow from standings (judged.hpp).
    std::uint8_t share_percent = health::Condition::kWholeShare; ///< Of its weight.
    bool is_stale = false; ///< Some of that rests on what was seen too long ago.
    std::string cause; ///< What keeps it from being up: "link a-telecom is down"; empty: nothing.

    bool operator==(const Offer&) const = default;
};

struct Service {
    std::string name;                       ///< The owner name, in presentation form.
    std::shared_ptr<const zone::Zone> zone; ///< That has the name.
    const zone::Node* node = nullptr;       ///< In it.
    std::shared_ptr<const Policy> policy;
    std::string policy_name;
    std::shared_ptr<const geo::Regions> regions;
    std::array<std::uint32_t, kKinds> ttl_s{};        ///< Of answers now: follows from standings.
    std::array<std::uint32_t, kKinds> ttl_steady_s{}; ///< While all is well.
    std::uint32_t ttl_unsteady_s = 0;                 ///< Otherwise no answer is for longer.
    std::uint8_t failback = 0; ///< Its policy's bit in health::Condition::held_by.
    std::vector<Offer> offers;
    std::vector<std::uint64_t>
        views;                  ///< Each for clients with one of these tags; the first counts.
    std::uint64_t only_for = 0; ///< Tags of the clients who may have it; 0: everybody.
    bool is_for_nobody = false; ///< It is only for clients with tags that nobody has.

    bool operator==(const Service&) const = default;
};

/// What must be known of a client to steer it.
[[nodiscard]] geo::Distinctions distinctions_of(const Service& service);

} // namespace signpost::steer
