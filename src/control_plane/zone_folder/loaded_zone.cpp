#include "control_plane/zone_folder/loaded_zone.hpp"

#include "control_plane/zonefile/zone_file.hpp"
#include "core/wire/registry.hpp"
#include "core/zone/zone_builder.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>

namespace signpost::zone_folder {
namespace {

std::uint64_t hash_of(Bytes bytes) {
    const void* octets = bytes.data();
    return std::hash<std::string_view>{}({static_cast<const char*>(octets), bytes.size()});
}

/// Takes part in a sum, so the parts must be mixed well: a multiplication by an odd number spreads
/// them, and the hashes of owner and RDATA are good already.
std::uint64_t hash_of(const zone::Record& record) {
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
    const std::uint64_t fixed = std::uint64_t{record.ttl_s} << 16 | record.type;
    return ((hash_of(record.owner) * kOdd) ^ hash_of(record.rdata)) * kOdd ^ (fixed * kOdd);
}

/// What stands in the files, before it is known whether it may go into service.
struct Reading {
    zonefile::ZoneFileReading text;
    zone::ZoneBuilder::Outcome outcome;
    std::uint64_t digest = 0;
    Place soa;
};

Reading read_records(const std::string& path, const Origin& origin) {
    Reading reading;
    zone::ZoneBuilder builder(origin.name.octets());
    std::uint16_t soa_file = 0;
    reading.text =
        zonefile::read_zone_file(path, origin.name.octets(), [&](const zone::Record& record) {
            reading.digest += hash_of(record);
            if (record.type == wire::type::kSoa && reading.soa.line == 0) {
                reading.soa.line = record.line;
                soa_file = record.file;
            }
            builder.add(record);
        });
    reading.soa.file = reading.text.files[soa_file];
    reading.outcome = std::move(builder).build(reading.text.files);
    return reading;
}

/// The complaints of both, the reader's first. After an error in the text the zone lacks records,
/// so what the builder says of the whole of it, or only suspects, would mislead.
std::vector<Complaint> complaints_of(Reading& reading) {
    std::vector<Complaint> complaints = std::move(reading.text.complaints);
    const bool is_partial = has_error(complaints);
    auto errors = std::ranges::count(complaints, Severity::Error, &Complaint::severity);
    for (Complaint& complaint : reading.outcome.complaints) {
        const bool is_error = complaint.severity == Severity::Error;
        if (is_partial && (!is_error || complaint.place.line == 0)) continue;
        if (is_error && errors++ >= std::ptrdiff_t{zone::ZoneBuilder::kComplaintsMax}) continue;
        complaints.push_back(std::move(complaint));
    }
    return complaints;
}

void check_serial(LoadedZone& loaded, const LoadedZone& previous, const Place& soa) {
    const std::uint32_t next = loaded.zone->serial();
    const std::uint32_t last = previous.zone->serial();
    if (is_later_serial(next, last)) return;
    loaded.complaints.push_back({Severity::Warning, soa,
                                 "the records have changed, but the serial " +
                                     std::to_string(next) + " is not later than " +
                                     std::to_string(last) +
                                     ", the one served before: raise it with every change"});
}

void keep_version(LoadedZone& loaded, const LoadedZone& previous) {
    loaded.zone = previous.zone;
    loaded.digest = previous.digest;
}

} // namespace

std::shared_ptr<const LoadedZone> load_zone(const std::string& path, const Origin& origin,
                                            const LoadedZone* previous) {
    Reading reading = read_records(path, origin);
    auto loaded = std::make_shared<LoadedZone>();
    loaded->path = path;
    loaded->origin = origin.text;
    loaded->complaints = complaints_of(reading);
    loaded->stamps = std::move(reading.text.stamps);
    loaded->is_current = !has_error(loaded->complaints);

    const bool has_previous = previous != nullptr && previous->zone != nullptr;
    const bool is_same = has_previous && previous->digest == reading.digest;
    if (has_previous && (!loaded->is_current || is_same)) {
        keep_version(*loaded, *previous);
    } else if (loaded->is_current) {
        loaded->zone = std::move(reading.outcome.zone);
        loaded->digest = reading.digest;
        if (has_previous) check_serial(*loaded, *previous, reading.soa);
    }
    return loaded;
}

bool is_later_serial(std::uint32_t next, std::uint32_t last) noexcept {
    const std::uint32_t ahead = next - last;
    return ahead != 0 && ahead < 0x80000000;
}

bool is_outdated(const LoadedZone& loaded) {
    return std::ranges::any_of(loaded.stamps, [](const files::FileStamp& stamp) {
        return files::stamp_file(stamp.path) != stamp;
    });
}

} // namespace signpost::zone_folder
