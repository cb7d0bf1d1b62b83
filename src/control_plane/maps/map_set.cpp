#include "control_plane/maps/map_set.hpp"

#include "control_plane/maps/renumbering.hpp"
#include "core/geo/client_map.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace signpost::maps {
namespace {

/// Adds a tag to the locations in some networks.
class NetworkLayers {
public:
    void add(const std::vector<Prefix>& prefixes, std::uint64_t tag) {
        geo::Layer layer;
        for (const Prefix& prefix : prefixes)
            layer.add(geo::seen_as(prefix), {.tags = tag});
        const geo::Sheet sheet = geo::lay_out(std::move(layer));
        const auto combine = [&](std::uint32_t known, std::uint32_t value) {
            const std::uint64_t tags = locations_.at(known).tags | sheet.locations[value].tags;
            return locations_.number({.tags = tags});
        };
        v4_ = geo::Partition::overlay(v4_, *sheet.v4, combine);
        v6_ = geo::Partition::overlay(v6_, *sheet.v6, combine);
    }

    [[nodiscard]] geo::Sheet take_sheet() && {
        return {.locations = locations_.all(),
                .v4 = std::make_shared<const geo::Partition>(std::move(v4_)),
                .v6 = std::make_shared<const geo::Partition>(std::move(v6_))};
    }

private:
    geo::Locations locations_;
    geo::Partition v4_;
    geo::Partition v6_;
};

template <class Content>
std::size_t entries_of(const Content& content) {
    if constexpr (requires { content.networks; })
        return content.networks;
    else if constexpr (requires { content.regions; })
        return content.regions.regions.size() + content.regions.countries.size();
    else
        return content.size();
}

/// Brings the files of a setup together.
///
/// Names are numbered anew each time, those of the networks first, then file by file: so the
/// numbers follow from what is in service, not from what was loaded when, and no name stays that
/// none uses.
class Assembler {
public:
    Assembler(const Setup& setup, Sources sources) {
        next_.setup = setup;
        next_.sources = std::move(sources);
    }

    [[nodiscard]] std::shared_ptr<const MapSet> run(const MapSet& previous) && {
        add_networks();
        Sources& sources = next_.sources;
        add_isps(sources.isp_of_asn);
        const std::size_t regions_at =
            next_.files.size(); // told in front, numbered behind the maps
        for (MapSource& source : sources.maps)
            add_map(source);
        add_regions(sources.regions, regions_at);
        const bool is_same = previous.geography->made_of == geography_.made_of &&
                             previous.setup.networks == next_.setup.networks;
        next_.geography = is_same ? previous.geography : lay_over();
        return std::make_shared<const MapSet>(std::move(next_));
    }

private:
    void add_networks() {
        NetworkLayers layers;
        for (const config::Network& network : next_.setup.networks) {
            const std::optional<std::uint16_t> number = geography_.names.tags.add(network.name);
            if (number && *number != 0)
                layers.add(network.prefixes, std::uint64_t{1} << (*number - 1U));
            else
                next_.complaints.push_back(
                    {Severity::Error,
                     {},
                     "networks: there is no room for the tag " + network.name});
        }
        sheets_.push_back(std::move(layers).take_sheet());
    }

    void add_isps(const Source<AsnTable>& source) {
        if (source.stamp.path.empty()) return;
        next_.files.push_back(state_of(FileKind::IspOfAsn, source));
        settle(next_.files.back(), source, source.good);
    }

    void add_map(MapSource& source) {
        FileState state = state_of(source.kind, source);
        if (const std::optional<Renumbering> renumber = choose(state, source)) {
            geo::Sheet sheet = source.good->sheet;
            std::ranges::transform(sheet.locations, sheet.locations.begin(), *renumber);
            sheets_.push_back(std::move(sheet));
        }
        next_.files.push_back(std::move(state));
    }

    void add_regions(Source<RegionsContent>& source, std::size_t at) {
        if (source.stamp.path.empty()) return;
        FileState state = state_of(FileKind::Regions, source);
        if (const std::optional<Renumbering> renumber = choose(state, source))
            geography_.regions = (*renumber)(source.good->regions);
        next_.files.insert(next_.files.begin() + static_cast<std::ptrdiff_t>(at), std::move(state));
    }

    template <class Content>
    static FileState state_of(FileKind kind, const Source<Content>& source) {
        return {.kind = kind, .stamp = source.stamp, .complaints = source.complaints};
    }

    template <class Content>
    static void settle(FileState& state, const Source<Content>& source,
                       const std::shared_ptr<const Content>& chosen) {
        state.is_in_service = chosen != nullptr;
        state.is_current = chosen != nullptr && chosen == source.latest;
        state.entries = chosen == nullptr ? 0 : entries_of(*chosen);
    }

    /// Puts what the file holds into service, or else what it held when it was last good: the first
    /// whose names have room beside those that are there.
    template <class Content>
    std::optional<Renumbering> choose(FileState& state, Source<Content>& source) {
        for (const auto& content : {source.latest, source.good}) {
            if (content == nullptr) continue;
            Result<Renumbering> merged = Renumbering::merge(content->names, geography_.names);
            if (merged) {
                source.good = content;
                settle(state, source, content);
                geography_.made_of.push_back(content);
                return *std::move(merged);
            }
            if (content == source.latest)
                state.complaints.push_back(
                    {Severity::Error, {source.stamp.path}, merged.error().reason()});
        }
        return std::nullopt;
    }

    std::shared_ptr<const Geography> lay_over() {
        geography_.atlas = geo::Atlas(sheets_);
        return std::make_shared<const Geography>(std::move(geography_));
    }

    MapSet next_;
    Geography geography_;
    std::vector<geo::Sheet> sheets_;
};

bool says_same(const FileState& a, const FileState& b) {
    return a.kind == b.kind && a.stamp == b.stamp && a.is_current == b.is_current &&
           a.is_in_service == b.is_in_service && a.complaints.size() == b.complaints.size();
}

std::vector<Change> changes_between(const MapSet& before, const MapSet& after) {
    std::vector<Change> changes;
    for (const FileState& file : after.files) {
        const bool is_known = std::ranges::any_of(
            before.files, [&file](const FileState& known) { return says_same(known, file); });
        if (is_known) continue;
        changes.push_back({file.is_current ? ChangeKind::Loaded : ChangeKind::Refused, file});
    }
    return changes;
}

std::vector<std::string> files_of(const Setup& setup) {
    const config::Clients& clients = setup.clients;
    std::vector<std::string> files{clients.isp_of_asn, clients.regions, clients.overrides};
    for (const config::MapFile& map : clients.maps)
        files.push_back(map.file);
    std::erase(files, "");
    return files;
}

} // namespace

Loading load(const Setup& setup, const std::shared_ptr<const MapSet>& previous) {
    if (!look(setup, *previous).has_changed) return {.maps = previous, .changes = {}};
    Loading loading;
    loading.maps = Assembler(setup, load_sources(setup.clients, previous->sources)).run(*previous);
    loading.changes = changes_between(*previous, *loading.maps);
    return loading;
}

files::Outlook look(const Setup& setup, const MapSet& loaded) {
    // Laying a map that has not changed over others takes a sixteenth of reading it, measured.
    constexpr std::uint64_t kReuse = 16;
    files::Outlook outlook{.has_changed = loaded.setup != setup};
    for (const std::string& file : files_of(setup)) {
        const files::FileStamp stamp = files::stamp_file(file);
        const bool is_same =
            std::ranges::find(loaded.files, stamp, &FileState::stamp) != loaded.files.end();
        outlook.has_changed |= !is_same;
        outlook.octets += is_same ? stamp.size / kReuse : stamp.size;
    }
    return outlook;
}

std::vector<std::string> folders_of(const Setup& setup) {
    std::set<std::string> folders;
    for (const std::filesystem::path file : files_of(setup))
        folders.insert(file.has_parent_path() ? file.parent_path().string() : ".");
    return {folders.begin(), folders.end()};
}

} // namespace signpost::maps
