#include "app/recording.hpp"

#include "base/log.hpp"

namespace signpost::app {
namespace {

const log::Event& event_of(zone_folder::ChangeKind kind) {
    switch (kind) {
    case zone_folder::ChangeKind::Loaded:
        return log::kZoneLoaded;
    case zone_folder::ChangeKind::Refused:
        return log::kZoneRefused;
    case zone_folder::ChangeKind::Removed:
        break;
    }
    return log::kZoneRemoved;
}

/// "serial 7, 12 records"; of what is refused the first complaint.
std::string detail_of(const zone_folder::Change& change) {
    const zone_folder::LoadedZone& zone = *change.zone;
    if (change.kind == zone_folder::ChangeKind::Refused && !zone.complaints.empty())
        return zone.origin + ": " + to_text(zone.complaints.front());
    if (!zone.zone) return zone.origin;
    return zone.origin + ": serial " + std::to_string(zone.zone->serial()) + ", " +
           std::to_string(zone.zone->record_count()) + " records";
}

} // namespace

void record(std::span<const zone_folder::Change> changes, Vigil& vigil) {
    for (const zone_folder::Change& change : changes)
        vigil.record(event_of(change.kind), {}, detail_of(change));
}

void record(std::span<const maps::Change> changes, Vigil& vigil) {
    for (const maps::Change& change : changes)
        vigil.record(change.kind == maps::ChangeKind::Loaded ? log::kMapLoaded : log::kMapRefused,
                     {}, change.file.stamp.path);
}

} // namespace signpost::app
