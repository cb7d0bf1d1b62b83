// Client maps in MaxMind's format, of any maker.
//
// Where a record says what differs from maker to maker, so the configuration names the paths. This
// folder is the only one that uses libmaxminddb. Reading shares nothing with another; any thread.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "core/geo/layer.hpp"
#include "core/geo/names.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signpost::maps {

/// Steps from the top of a record; a number is an index into a list. Empty: the map does not say.
using RecordPath = std::vector<std::string>;

/// "subdivisions/0/iso_code" as steps.
[[nodiscard]] RecordPath parse_record_path(std::string_view text);

/// Which ISP an autonomous system belongs to.
using AsnTable = std::map<std::uint32_t, std::string>;

struct MmdbFields {
    RecordPath isp{"isp"};         ///< A text.
    RecordPath region{"region"};   ///< A text.
    RecordPath country{"country"}; ///< A text.
    RecordPath asn;                ///< A number, or "AS4134"; it names the ISP if `isp` does not.
    RecordPath tags{"tags"}; ///< A text, up to 64 in a list; or true, for the path's last step.
};

/// Reads a whole file that is in memory, so that it may be replaced meanwhile. Names that are new
/// are added to `names`. A damaged file is an error, whatever it holds: every record that the tree
/// leads to is checked as a whole. So is one that asks for too much work, so that what a file can
/// cost grows with its size alone: a tree may be walked 16 times over, give 64 million networks,
/// and records may take 16 values for each octet of data (MmdbRecords).
[[nodiscard]] Result<geo::Layer> read_mmdb(Bytes file, const MmdbFields& fields,
                                           const AsnTable& isp_of_asn, geo::Names& names);

} // namespace signpost::maps
