// One zone file, read: the version of the zone that it put into service, and what is wrong with it.
//
// Made on the background thread, then immutable and shared between states of the folder.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/files/file_text.hpp"
#include "control_plane/zone_folder/origin.hpp"
#include "core/zone/zone.hpp"

#include <memory>
#include <string>
#include <vector>

namespace signpost::zone_folder {

struct LoadedZone {
    std::string path;
    std::string origin;                     ///< As Origin::text.
    std::vector<files::FileStamp> stamps;   ///< Of the file and of all that it includes.
    std::vector<Complaint> complaints;      ///< Of the last reading.
    std::shared_ptr<const zone::Zone> zone; ///< The last good version; null if there never was one.
    std::uint64_t digest = 0;               ///< Of the records in `zone`, whatever their order.
    bool is_current = false;                ///< Whether `zone` is what the file says now.
};

/// Reads the file at `path`. With an error in it, the good version of `previous` (which may be
/// null) is kept; with equal records, too, so that nothing is replaced by its like.
[[nodiscard]] std::shared_ptr<const LoadedZone>
load_zone(const std::string& path, const Origin& origin, const LoadedZone* previous);

/// Whether serial `next` follows `last` in serial number arithmetic (RFC 1982 §3.2).
[[nodiscard]] bool is_later_serial(std::uint32_t next, std::uint32_t last) noexcept;

/// Whether a file that `loaded` was read from has changed on disk since.
[[nodiscard]] bool is_outdated(const LoadedZone& loaded);

} // namespace signpost::zone_folder
