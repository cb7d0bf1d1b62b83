// Zones made from text, for tests of core/.
#pragma once

#include "core/zone/zone_builder.hpp"
#include "support/record_text.hpp"

#include <string_view>

namespace signpost::test {

/// What the builder makes of the lines (record_text.hpp); the first record stands on line 1, in
/// "test.zone".
[[nodiscard]] zone::ZoneBuilder::Outcome build_zone(std::string_view origin,
                                                    const std::vector<TextRecord>& records);
/// A zone that must be without errors, with a SOA ("minimum 60") and an NS outside it added.
[[nodiscard]] std::shared_ptr<const zone::Zone> make_zone(std::string_view origin,
                                                          std::string_view lines);
/// What make_zone() adds.
[[nodiscard]] std::string apex_lines();

} // namespace signpost::test
