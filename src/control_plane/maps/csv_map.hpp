// Client maps as text: a network in each line, and where its clients are.
//
//   prefix,isp,region,country,tags
//   203.0.113.0/24,telecom,guangdong,CN,
//   10.20.0.0/16,,,,insurance-net bank
//
// The maps of the configuration and signpost-map read these. Fields may be empty, and missing at
// the end of a line; blank lines and lines that begin with '#' are skipped; the first line may be
// the heading. A network of IPv6 addresses that carry IPv4 ones stands for those. Pure; any thread.
#pragma once

#include "base/complaint.hpp"
#include "core/geo/layer.hpp"
#include "core/geo/names.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::maps {

/// With an error among the complaints the map must not be used. Reading stops after 20 of them.
struct MapReading {
    geo::Layer layer;
    std::vector<Complaint> complaints;
};

/// `file` is what complaints call the text. Names that are new are added to `names`.
[[nodiscard]] MapReading read_csv(std::string_view text, const std::string& file,
                                  geo::Names& names);

} // namespace signpost::maps
