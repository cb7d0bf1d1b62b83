// Reading zone files: RFC 1035 master files in, records in wire form out.
//
// The loader of zones calls this, from a thread of the pool: a reading shares nothing with another.
// It knows no zone: whether records belong together (one SOA, CNAME alone, glue) is core/zone's
// matter. This folder is the only one that uses ldns, for its types and the rarer notations.
#pragma once

#include "base/bytes.hpp"
#include "base/complaint.hpp"
#include "control_plane/files/file_text.hpp"
#include "core/zone/record.hpp"

#include <functional>
#include <string>
#include <vector>

namespace signpost::zonefile {

struct ZoneFileReading {
    std::vector<std::string> files;       ///< By Record::file; the zone file itself first.
    std::vector<Complaint> complaints;    ///< In reading order; at most 20 errors and 20 warnings.
    std::vector<files::FileStamp> stamps; ///< Of every file that was read, or should have been.
};

using OnRecord = std::function<void(const zone::Record&)>;

/// Reads the file at `path`, and every file that it includes, as the zone `origin` (an absolute
/// name in wire form), and calls `on_record` for each record in order.
///
/// Reading goes on after an error, so records come even then: with an error among the complaints
/// they must not go into service. Memory: the text of the files being read, and nothing a record.
[[nodiscard]] ZoneFileReading read_zone_file(const std::string& path, Bytes origin,
                                             const OnRecord& on_record);

/// The same for a text that is already in memory; `path` is what complaints call it, and the
/// starting point of relative $INCLUDE paths. It gets no stamp.
[[nodiscard]] ZoneFileReading read_zone_text(std::string text, const std::string& path,
                                             Bytes origin, const OnRecord& on_record);

/// Files inside files inside files: no sane zone goes deeper.
inline constexpr std::size_t kIncludeDepthMax = 16;
/// Of all $INCLUDE lines of a zone together, so that files that include each other twice end.
inline constexpr std::size_t kIncludesMax = 10'000;
/// Records that all $GENERATE lines of a zone together may make.
inline constexpr std::uint64_t kGeneratedMax = std::uint64_t{1} << 22;

} // namespace signpost::zonefile
