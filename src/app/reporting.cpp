#include "app/reporting.hpp"

#include "base/log.hpp"
#include "control_plane/control_socket/health_counts.hpp"
#include "data_plane/transport_counts.hpp"

#include <algorithm>
#include <iterator>

namespace signpost::app {
namespace {

using zone_folder::Change;
using zone_folder::ChangeKind;
using zone_folder::LoadedZone;

void log_change(const Change& change) {
    const LoadedZone& zone = *change.zone;
    if (change.kind == ChangeKind::Removed) {
        log::write(log::kZoneRemoved, {{"zone", zone.origin}, {"file", zone.path}});
        return;
    }
    log_complaints(zone.complaints);
    if (change.kind == ChangeKind::Loaded)
        log::write(log::kZoneLoaded, {{"zone", zone.origin},
                                      {"serial", std::to_string(zone.zone->serial())},
                                      {"records", std::to_string(zone.zone->record_count())},
                                      {"file", zone.path}});
    else
        log::write(log::kZoneRefused,
                   {{"zone", zone.origin},
                    {"file", zone.path},
                    {"served", zone.zone ? std::to_string(zone.zone->serial()) : "nothing"}});
}

void log_map_change(const maps::Change& change) {
    log_complaints(change.file.complaints);
    if (change.kind == maps::ChangeKind::Loaded)
        log::write(log::kMapLoaded, {{"file", change.file.stamp.path},
                                     {"entries", std::to_string(change.file.entries)}});
    else
        log::write(log::kMapRefused,
                   {{"file", change.file.stamp.path},
                    {"served", change.file.is_in_service ? "the last good version" : "nothing"}});
}

control_socket::FileState state_of(bool is_current, bool is_in_service) {
    if (is_current) return control_socket::FileState::Served;
    return is_in_service ? control_socket::FileState::Stale : control_socket::FileState::NotServed;
}

void append(std::vector<std::string>& lines, std::span<const Complaint> complaints) {
    for (const Complaint& complaint : complaints)
        lines.push_back(to_text(complaint));
}

} // namespace

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

std::string few_of(const std::vector<std::string>& names) {
    constexpr std::size_t kNamesMax = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kNamesMax); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kNamesMax)
        text += " and " + std::to_string(names.size() - kNamesMax) + " others";
    return text;
}

std::vector<std::string> listen_texts(const config::Config& config) {
    std::vector<std::string> texts;
    for (const SocketAddress& where : config.listen)
        texts.push_back(to_text(where));
    return texts;
}

void log_complaints(std::span<const Complaint> complaints) {
    for (const Complaint& complaint : complaints)
        log::write(log::kComplaint, {{"what", to_text(complaint)}});
}

void log_changes(std::span<const Change> changes) {
    std::ranges::for_each(changes, log_change);
}

void log_changes(std::span<const maps::Change> changes) {
    std::ranges::for_each(changes, log_map_change);
}

void add_to_report(const maps::Loading& loading, control_socket::Report& report) {
    append(report.complaints, loading.maps->complaints);
    for (const maps::FileState& file : loading.maps->files) {
        append(report.complaints, file.complaints);
        if (!file.is_current) report.ok = false;
    }
}

void add_to_report(const steering::Keeper& keeper, control_socket::Report& report) {
    append(report.complaints, keeper.in_service().compiled->complaints);
    if (!keeper.refusal()) return;
    report.ok = false;
    report.complaints.push_back("steering: " + keeper.refusal()->reason());
}

void add_to_report(const zone_folder::Loading& loading, control_socket::Report& report) {
    append(report.complaints, loading.folder->complaints);
    for (const Change& change : loading.changes) {
        if (change.kind == ChangeKind::Removed)
            ++report.zones_removed;
        else
            ++(change.kind == ChangeKind::Loaded ? report.zones_loaded : report.zones_refused);
    }
    // Also of files that are as bad as they were before: the operator asked.
    for (const auto& [origin, zone] : loading.folder->zones) {
        append(report.complaints, zone->complaints);
        if (!zone->is_current) report.ok = false;
    }
    if (has_error(loading.folder->complaints)) report.ok = false;
}

control_socket::Report report_of(const CheckOutcome& outcome) {
    return {.ok = !has_error(outcome.complaints),
            .zones_loaded = outcome.zones_good,
            .zones_removed = 0,
            .zones_refused = outcome.zones_refused,
            .complaints = texts_of(outcome.complaints)};
}

std::vector<control_socket::ZoneStatus> status_of(const zone_folder::Folder& folder) {
    std::vector<control_socket::ZoneStatus> zones;
    zones.reserve(folder.zones.size());
    for (const auto& [origin, zone] : folder.zones)
        zones.push_back({.origin = origin,
                         .file = zone->path,
                         .state = state_of(zone->is_current, zone->zone != nullptr),
                         .serial = zone->zone ? zone->zone->serial() : 0,
                         .record_count = zone->zone ? zone->zone->record_count() : 0,
                         .complaints = texts_of(zone->complaints)});
    return zones;
}

std::vector<control_socket::MapStatus> status_of(const maps::MapSet& maps) {
    std::vector<control_socket::MapStatus> files;
    for (const maps::FileState& file : maps.files)
        files.push_back({.file = file.stamp.path,
                         .state = state_of(file.is_current, file.is_in_service),
                         .entry_count = file.entries,
                         .complaints = texts_of(file.complaints)});
    return files;
}

control_socket::SteeringStatus status_of(const steering::Keeper& keeper) {
    const steering::Compiled& compiled = *keeper.in_service().compiled;
    return {.service_count = compiled.steering->plans.all().size(),
            .class_count = compiled.classes->locations.size(),
            .refusal = keeper.refusal() ? keeper.refusal()->reason() : std::string(),
            .warnings = texts_of(compiled.complaints)};
}

std::vector<control_socket::Counted> counters_of(const data_plane::UdpServer& udp,
                                                 const data_plane::TcpServer& tcp,
                                                 const control_socket::HealthStatus& health) {
    std::vector<const answer::Counters*> threads = udp.counters();
    std::ranges::copy(tcp.counters(), std::back_inserter(threads));
    std::vector<control_socket::Counted> counted;
    for (std::size_t i = 0; i < answer::kCountTexts.size(); ++i) {
        counted.push_back({answer::kCountTexts[i].name});
        for (const answer::Counters* thread : threads)
            counted.back().value += thread->value(static_cast<answer::Count>(i));
    }
    for (const data_plane::TransportCount& count : data_plane::kTransportCounts)
        counted.push_back({count.name, count.value(udp, tcp)});
    for (const control_socket::HealthCount& count : control_socket::kHealthCounts)
        counted.push_back({count.name, count.value(health)});
    return counted;
}

std::vector<std::string> texts_of(std::span<const Complaint> complaints) {
    std::vector<std::string> lines;
    append(lines, complaints);
    return lines;
}

} // namespace signpost::app
