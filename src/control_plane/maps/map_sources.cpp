#include "control_plane/maps/map_sources.hpp"

#include "control_plane/maps/map_file.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace signpost::maps {
namespace {

/// The file as it was read before, if it has not changed since.
template <class Content>
const Source<Content>* find_unchanged(const std::string& path, const Source<Content>& before) {
    const bool is_same = before.stamp.path == path && files::stamp_file(path) == before.stamp;
    return is_same ? &before : nullptr;
}

/// Takes up what was read: a version that cannot be used leaves the good one where it was.
template <class Content>
void take_up(Source<Content>& source, std::vector<Complaint>&& complaints, Content content) {
    source.complaints = std::move(complaints);
    source.latest = nullptr;
    if (!has_error(source.complaints))
        source.latest = std::make_shared<const Content>(std::move(content));
}

Source<AsnTable> load_isps(const std::string& path, const Source<AsnTable>& before) {
    if (const auto* unchanged = find_unchanged(path, before)) return *unchanged;
    Source<AsnTable> source;
    if (before.stamp.path == path) source.good = before.good;
    Loaded<AsnReading> loaded = load_asn_table(path);
    source.stamp = std::move(loaded.stamp);
    take_up(source, std::move(loaded.reading.complaints), std::move(loaded.reading.isps));
    if (source.latest == nullptr) return source;
    // Maps were read with the table: they need not be read again if it says the same.
    if (source.good != nullptr && *source.good == *source.latest) source.latest = source.good;
    source.good = source.latest;
    return source;
}

Source<RegionsContent> load_regions_table(const std::string& path,
                                          const Source<RegionsContent>& before) {
    if (const auto* unchanged = find_unchanged(path, before)) return *unchanged;
    Source<RegionsContent> source;
    if (before.stamp.path == path) source.good = before.good;
    RegionsContent content;
    Loaded<RegionsReading> loaded = load_regions(path, content.names);
    source.stamp = std::move(loaded.stamp);
    content.regions = std::move(loaded.reading.regions);
    take_up(source, std::move(loaded.reading.complaints), std::move(content));
    return source;
}

MmdbFields fields_of(const config::MapFile& asked) {
    return {.isp = parse_record_path(asked.isp),
            .region = parse_record_path(asked.region),
            .country = parse_record_path(asked.country),
            .asn = parse_record_path(asked.asn),
            .tags = parse_record_path(asked.tags)};
}

/// Reads the maps of a configuration one after another.
class MapLoader {
public:
    MapLoader(std::shared_ptr<const AsnTable> isp_of_asn, const std::vector<MapSource>& previous)
        : isp_of_asn_(std::move(isp_of_asn)), previous_(previous) {}

    [[nodiscard]] MapSource load(FileKind kind, const config::MapFile& asked) const {
        const auto before = std::ranges::find_if(previous_, [&](const MapSource& source) {
            return source.kind == kind && source.asked == asked;
        });
        MapSource source;
        if (before != previous_.end()) source = *before;
        const auto isp_of_asn = has_asn(asked) ? isp_of_asn_ : nullptr;
        const bool is_read = find_unchanged(asked.file.string(), source) != nullptr;
        if (is_read && source.isp_of_asn == isp_of_asn) return source;
        source.kind = kind;
        source.asked = asked;
        source.isp_of_asn = isp_of_asn;
        read(source);
        return source;
    }

private:
    static bool has_asn(const config::MapFile& asked) {
        return !asked.asn.empty() && asked.file.extension() == ".mmdb";
    }

    static void read(MapSource& source) {
        const AsnTable none;
        const AsnTable& isps = source.isp_of_asn == nullptr ? none : *source.isp_of_asn;
        MapContent content;
        Loaded<MapReading> loaded =
            load_map(source.asked.file.string(), fields_of(source.asked), isps, content.names);
        source.stamp = std::move(loaded.stamp);
        content.networks = loaded.reading.layer.size();
        content.sheet = geo::lay_out(std::move(loaded.reading.layer));
        take_up<MapContent>(source, std::move(loaded.reading.complaints), std::move(content));
    }

    std::shared_ptr<const AsnTable> isp_of_asn_;
    const std::vector<MapSource>& previous_;
};

} // namespace

Sources load_sources(const config::Clients& clients, const Sources& previous) {
    Sources sources;
    if (!clients.isp_of_asn.empty())
        sources.isp_of_asn = load_isps(clients.isp_of_asn.string(), previous.isp_of_asn);
    if (!clients.regions.empty())
        sources.regions = load_regions_table(clients.regions.string(), previous.regions);
    const MapLoader loader(sources.isp_of_asn.good, previous.maps);
    if (!clients.overrides.empty())
        sources.maps.push_back(loader.load(FileKind::Overrides, {.file = clients.overrides}));
    for (const config::MapFile& asked : clients.maps)
        sources.maps.push_back(loader.load(FileKind::Map, asked));
    return sources;
}

} // namespace signpost::maps
