// Maps as files on the command line, laid over each other.
#pragma once

#include "base/complaint.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/names.hpp"
#include "words.hpp"

#include <optional>
#include <span>
#include <string>

namespace signpost::map_tool {

/// The table asked for, empty if none is. Prints what is wrong to the standard error output;
/// nothing then.
[[nodiscard]] std::optional<maps::AsnTable> load_isps(const Asked& asked);

/// Likewise. The first file counts most.
[[nodiscard]] std::optional<geo::Atlas> load_atlas(std::span<const std::string> files,
                                                   const maps::MmdbFields& fields,
                                                   const maps::AsnTable& isp_of_asn,
                                                   geo::Names& names);

void print_complaints(std::span<const Complaint> complaints);

/// "telecom guangdong CN bank": what is known, "unknown" if nothing is.
[[nodiscard]] std::string text_of(const geo::Location& location, const geo::Names& names);

/// The names of a set of tags, in the order of their numbers.
[[nodiscard]] std::vector<std::string> tags_of(std::uint64_t tags, const geo::Names& names);

} // namespace signpost::map_tool
