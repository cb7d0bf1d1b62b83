// The files that knowing clients rests on, each read by itself, with its last good version.
//
// Every file has names of its own: so a file that has not changed is never read again, and one that
// is refused leaves nothing behind. MapSet brings them together. Values; any thread.
#pragma once

#include "control_plane/config/clients.hpp"
#include "control_plane/files/file_text.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "control_plane/maps/regions_table.hpp"
#include "core/geo/layer.hpp"
#include "core/geo/names.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace signpost::maps {

enum class FileKind : std::uint8_t { IspOfAsn, Regions, Overrides, Map };

template <class Content>
struct Source {
    files::FileStamp stamp;                ///< With its path; an empty one: there is no file.
    std::shared_ptr<const Content> latest; ///< What the file holds; null if it cannot be used.
    std::shared_ptr<const Content> good;   ///< What was last in service; null if nothing was.
    std::vector<Complaint> complaints;     ///< About what the file holds.
};

struct MapContent {
    geo::Names names;
    geo::Sheet sheet;
    std::size_t networks = 0;
};

struct RegionsContent {
    geo::Names names;
    geo::Regions regions;
};

struct MapSource : Source<MapContent> {
    FileKind kind = FileKind::Map;
    config::MapFile asked;
    /// What it was read with; null for a file that has no AS numbers.
    std::shared_ptr<const AsnTable> isp_of_asn;
};

struct Sources {
    Source<AsnTable> isp_of_asn;
    Source<RegionsContent> regions;
    std::vector<MapSource> maps; ///< What an earlier one knows counts: the overrides, the maps.
};

/// Reads what has changed since `previous`, and what `clients` ask for in another way.
[[nodiscard]] Sources load_sources(const config::Clients& clients, const Sources& previous);

} // namespace signpost::maps
