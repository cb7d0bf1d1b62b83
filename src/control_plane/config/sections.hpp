// The table of the sections of signpost.json whose members the operator names, and of lists in
// which every item is an object.
//
// It is to them what the table of options.hpp is to single values: what stands here is checked,
// documented and in the JSON Schema. A member is added here, and where its value is taken out
// (steering_reader.hpp).
#pragma once

#include "control_plane/config/form.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::config {

/// Keys are JSON pointers. In the order of the manual.
[[nodiscard]] std::span<const Member> sections() noexcept;

/// A section or a member somewhere in it, as the manual lists it.
struct Entry {
    std::string pointer; ///< "/links/NAME/site": what the operator chooses is in capitals.
    const Member& member;
};
[[nodiscard]] std::vector<Entry> entries();

/// Form, range with unit, default, and whether it is required.
[[nodiscard]] std::string remark_text(const Member& member);

namespace limits {
inline constexpr std::int64_t kTags = 64;
inline constexpr std::int64_t kSites = 1000;
inline constexpr std::int64_t kLinks = 10'000;
inline constexpr std::int64_t kPolicies = 1000;
inline constexpr std::int64_t kServices = 100'000;
inline constexpr std::int64_t kAnswers = 64;
inline constexpr std::size_t kCheckSteps = 16;    ///< From a check to one that it names, and so on.
inline constexpr std::size_t kCheckProbes = 1000; ///< That one check asks through others.
} // namespace limits

} // namespace signpost::config
