// The zones folder: every `ORIGIN.zone` in it is a zone.
//
// load() takes the state before and gives the state after, reading only what changed; it is run on
// a background thread and shares nothing but immutable values. Keeper decides when; app logs the
// changes and publishes the zones.
#pragma once

#include "control_plane/files/outlook.hpp"
#include "control_plane/zone_folder/loaded_zone.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace signpost::zone_folder {

struct Folder {
    std::map<std::string, std::shared_ptr<const LoadedZone>> zones; ///< By origin.
    std::vector<std::string> file_names; ///< Of zone files, good or not, sorted.
    std::vector<Complaint> complaints;   ///< About the folder and the names of its files.
    bool is_readable = true;             ///< If not, the zones are those of before.
};

enum class ChangeKind : std::uint8_t { Loaded, Refused, Removed };

struct Change {
    ChangeKind kind = ChangeKind::Loaded;
    std::shared_ptr<const LoadedZone> zone; ///< As it is now; as it was, when removed.
};

struct Loading {
    std::shared_ptr<const Folder> folder; ///< `previous` itself if nothing is new.
    std::vector<Change> changes;
};

/// The folder as it is on disk now. One that cannot be read changes no zone. Of two files for one
/// origin, the one in service counts, or else the first by name.
[[nodiscard]] Loading load(const std::string& path, const std::shared_ptr<const Folder>& previous);

/// What load() would find, told from names and stamps alone.
[[nodiscard]] files::Outlook look(const std::string& path, const Folder& loaded);

/// The folders that files were read from, or looked for, apart from `path` itself.
[[nodiscard]] std::set<std::string> folders_included(const std::string& path, const Folder& loaded);

} // namespace signpost::zone_folder
