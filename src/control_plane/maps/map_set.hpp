// Everything the server knows of where clients are: its maps, laid over each other, as one value.
//
// load() takes the state before and gives the state after, reading only files that have changed; it
// is run on a background thread and shares nothing but immutable values. MapKeeper decides when;
// app logs the changes and compiles classes and plans from the Geography.
#pragma once

#include "control_plane/config/clients.hpp"
#include "control_plane/files/outlook.hpp"
#include "control_plane/maps/map_sources.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/names.hpp"
#include "core/geo/regions.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace signpost::maps {

/// What the configuration says about knowing clients.
struct Setup {
    config::Clients clients;
    std::vector<config::Network> networks;

    bool operator==(const Setup&) const = default;
};

/// The three agree on the numbers of names; those of another Geography have nothing to do with
/// them. An address has the tags of every network of the configuration that it lies in, or else
/// those of the overrides, or else those of the maps in their order; ISP, region and country
/// likewise.
struct Geography {
    geo::Names names;
    geo::Atlas atlas{std::vector<geo::Sheet>{}};
    geo::Regions regions;

    std::vector<std::shared_ptr<const void>> made_of; ///< The contents of files, in order.
};

/// A file of the configuration. One that has never been good is left out, a table like a map.
struct FileState {
    FileKind kind = FileKind::Map;
    files::FileStamp stamp;     ///< With its path.
    bool is_current = false;    ///< What the file holds is in service.
    bool is_in_service = false; ///< So is that, or what it held when it was last good.
    std::size_t entries = 0;    ///< In service: networks of a map, rows of a table.
    std::vector<Complaint> complaints;
};

struct MapSet {
    /// Shared with the state before if it says the same: then there is nothing to compile.
    std::shared_ptr<const Geography> geography = std::make_shared<const Geography>();
    std::vector<FileState> files;      ///< Tables, overrides, maps in order.
    std::vector<Complaint> complaints; ///< About the networks of the configuration.

    Setup setup;     ///< What was loaded.
    Sources sources; ///< For the next load.
};

enum class ChangeKind : std::uint8_t { Loaded, Refused };

struct Change {
    ChangeKind kind = ChangeKind::Loaded;
    FileState file;
};

struct Loading {
    std::shared_ptr<const MapSet> maps; ///< `previous` itself if nothing is new.
    std::vector<Change> changes;
};

/// The maps as they are on disk now. A file that cannot be used leaves its last good version in
/// service, also under another Setup that names it in the same way.
[[nodiscard]] Loading load(const Setup& setup, const std::shared_ptr<const MapSet>& previous);

/// What load() would find, told from stamps alone.
[[nodiscard]] files::Outlook look(const Setup& setup, const MapSet& loaded);

/// The folders that hold the files.
[[nodiscard]] std::vector<std::string> folders_of(const Setup& setup);

} // namespace signpost::maps
