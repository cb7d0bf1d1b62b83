// What is known of regions beyond their names, as text: a region in each line.
//
//   region,greater,latitude,longitude
//   guangdong,south,23.13,113.26
//   country:CN,,35.0,105.0
//
// The greater region may be empty, the coordinates may be missing. A line for a country says only
// where it is. Comments, blank lines and the heading are as in maps. Pure; any thread.
#pragma once

#include "base/complaint.hpp"
#include "core/geo/names.hpp"
#include "core/geo/regions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::maps {

/// With an error among the complaints the table must not be used. Reading stops after 20 of them.
struct RegionsReading {
    geo::Regions regions;
    std::vector<Complaint> complaints;
};

/// `file` is what complaints call the text. Names that are new are added to `names`.
[[nodiscard]] RegionsReading read_regions(std::string_view text, const std::string& file,
                                          geo::Names& names);

} // namespace signpost::maps
