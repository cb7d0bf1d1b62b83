// What clients would get from one state of steering that they do not get from another.
//
// Asked by `signpostctl simulate` and `diff`, on a background thread. Pure. It looks at steered
// names only, and tells links and services apart by name.
#pragma once

#include "control_plane/steering/client_space.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::steering {

/// An address, or the target of a CNAME, and how often clients get it.
struct Given {
    static constexpr std::uint64_t kAllDraws = std::uint64_t{1} << 32;

    steer::Kind kind = steer::Kind::A;
    std::uint32_t ttl_s = 0; ///< While all is well.
    std::string address;     ///< Empty: the answer is NODATA.
    std::string link;
    std::uint64_t draws = 0; ///< Of kAllDraws.

    auto operator<=>(const Given&) const = default;
};

/// Clients for whom a service changes in the same way.
struct Change {
    static constexpr std::size_t kClassesMax = 50;

    std::string service;
    std::vector<std::string> classes; ///< Names; of more than kClassesMax the first.
    std::size_t class_count = 0;
    Extent part;                              ///< Of the clients that are known: 0 to 1.
    std::optional<std::vector<Given>> before; ///< None: the name is not steered.
    std::optional<std::vector<Given>> after;
};

/// The part of answers that lead to a link: 0 to 1.
struct LinkShare {
    std::string link; ///< Empty: to none, for the answer is NODATA.
    double before = 0;
    double after = 0;
};

/// A part of the address space, its clients counted alike. An answer with several addresses is
/// divided among them, one service counts as much as another, and so does each type that is
/// steered.
struct Space {
    std::string_view name;
    double size = 0;  ///< Addresses of IPv4, or networks of 48 bits of IPv6.
    double moved = 0; ///< The part of answers that changes its link, of services in both states.
    std::vector<LinkShare> links; ///< In the order of their names.
};

struct Comparison {
    static constexpr std::size_t kChangesMax = 1000;

    std::size_t services_before = 0;
    std::size_t services_after = 0;
    std::vector<Change> changes; ///< Of more than kChangesMax the first.
    std::size_t changes_left_out = 0;
    std::vector<Space> spaces;
};

/// Whom and what a comparison is about.
struct Scope {
    Among among;
    std::string service; ///< Empty: all.
};

[[nodiscard]] Comparison compare(const Compiled& before, const Compiled& after, const Scope& scope);

} // namespace signpost::steering
