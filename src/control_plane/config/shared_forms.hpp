// Forms that the tables of several sections share.
//
// For sections.cpp and check_forms.cpp.
#pragma once

#include "control_plane/config/form.hpp"
#include "core/steer/policy.hpp"

namespace signpost::config::forms {

inline constexpr Form kPath{.kind = Kind::Path, .range = {1, 4000}};
inline constexpr Form kName{.kind = Kind::Name, .range = {1, 64}};
inline constexpr Form kDomain{.kind = Kind::Domain};
inline constexpr Form kAddress{.kind = Kind::Address};
inline constexpr Form kAddresses{
    .kind = Kind::List, .range = {1, steer::Policy::kAnswersMost}, .item = &kAddress};
inline constexpr Form kFlag{.kind = Kind::Flag};

// What sites and links have in common, and anchors, but for kNeeded (config::Watch).
inline constexpr Form kTargetsNeeded{.kind = Kind::Whole, .range = {1, 64}};
inline constexpr Member kTargets{
    .key = "targets",
    .form = &kAddresses,
    .meaning = "Whom its check asks. Left out: the targets that the check has itself."};
inline constexpr Member kNeeded{.key = "targets_needed",
                                .form = &kTargetsNeeded,
                                .standard = "1",
                                .meaning = "How many of the targets must be up for it to be up."};

} // namespace signpost::config::forms
