#include "control_plane/maps/map_file.hpp"

#include "control_plane/maps/csv_text.hpp"

#include <charconv>
#include <utility>

namespace signpost::maps {
namespace {

Complaint cannot_be_read(const std::string& path, const Error& why) {
    return {Severity::Error, {path}, Error(why).during("cannot be read").reason()};
}

Bytes bytes_of(const std::string& text) noexcept {
    const void* octets = text.data();
    return {static_cast<const std::uint8_t*>(octets), text.size()};
}

template <class Reading, class Read>
Loaded<Reading> load(const std::string& path, const Read& read) {
    files::FileStamp before = files::stamp_file(path); // of a file that is being written
    const Result<files::FileText> file = files::load_file(path);
    if (!file) return {{{}, {cannot_be_read(path, file.error())}}, std::move(before)};
    return {read(file->text), file->stamp};
}

MapReading read_map(const std::string& text, const std::string& path, const MmdbFields& fields,
                    const AsnTable& isp_of_asn, geo::Names& names) {
    if (path.ends_with(".csv")) return read_csv(text, path, names);
    if (!path.ends_with(".mmdb"))
        return {{}, {{Severity::Error, {path}, "a map's name ends in .csv or .mmdb"}}};
    Result<geo::Layer> layer = read_mmdb(bytes_of(text), fields, isp_of_asn, names);
    if (!layer) return {{}, {cannot_be_read(path, layer.error())}};
    return {*std::move(layer), {}};
}

} // namespace

std::optional<std::uint32_t> parse_asn(std::string_view text) noexcept {
    if (text.starts_with("AS") || text.starts_with("as")) text.remove_prefix(2);
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

bool is_csv_name(std::string_view text) noexcept {
    return !trim(text).empty() && geo::is_name(text) && !text.starts_with('#') &&
           text.find_first_of(",\"") == std::string_view::npos;
}

Loaded<MapReading> load_map(const std::string& path, const MmdbFields& fields,
                            const AsnTable& isp_of_asn, geo::Names& names) {
    return load<MapReading>(path, [&](const std::string& text) {
        return read_map(text, path, fields, isp_of_asn, names);
    });
}

Loaded<RegionsReading> load_regions(const std::string& path, geo::Names& names) {
    return load<RegionsReading>(
        path, [&](const std::string& text) { return read_regions(text, path, names); });
}

AsnReading read_asn_table(std::string_view text, const std::string& file) {
    AsnReading reading;
    CsvText csv(text, file, "asn");
    for (std::string_view rest; csv.next(rest);) {
        const std::string_view asn_text = trim(take(rest, ','));
        const std::string_view isp = trim(take(rest, ','));
        const std::optional<std::uint32_t> asn = parse_asn(asn_text);
        if (!asn)
            csv.fail(asn_text, "this is no AS number; it looks like AS4134 or 4134");
        else if (!is_csv_name(isp) || !trim(rest).empty())
            csv.fail(isp, "behind the AS number stands the name of an ISP, of up to 64 octets with "
                          "no comma and no quotes, and nothing else");
        else if (!reading.isps.emplace(*asn, isp).second)
            csv.fail(asn_text, "this AS number stands twice");
    }
    reading.complaints = csv.take_complaints();
    return reading;
}

Loaded<AsnReading> load_asn_table(const std::string& path) {
    return load<AsnReading>(path,
                            [&](const std::string& text) { return read_asn_table(text, path); });
}

NameReading read_name_table(std::string_view text, const std::string& file) {
    NameReading reading;
    CsvText csv(text, file, "found");
    for (std::string_view rest; csv.next(rest);) {
        const std::string_view found = trim(take(rest, ','));
        const std::string_view wanted = trim(take(rest, ','));
        if (found.empty() || !is_csv_name(wanted) || !trim(rest).empty())
            csv.fail(found, "a line holds a name as it is found and the one that is wanted, of up "
                            "to 64 octets with no comma and no quotes, and nothing else");
        else if (!reading.names.emplace(found, wanted).second)
            csv.fail(found, "this name stands twice");
    }
    reading.complaints = csv.take_complaints();
    return reading;
}

Loaded<NameReading> load_name_table(const std::string& path) {
    return load<NameReading>(path,
                             [&](const std::string& text) { return read_name_table(text, path); });
}

} // namespace signpost::maps
