// What is known of the clients of a class, for people.
#pragma once

#include "core/geo/location.hpp"
#include "core/geo/names.hpp"

#include <string>

namespace signpost::steering {

/// "telecom/guangdong CN [bank, hospital]"; "*/guangdong" without an ISP; "unknown" if it is
/// nothing.
[[nodiscard]] std::string class_name(const geo::Location& location, const geo::Names& names);

} // namespace signpost::steering
