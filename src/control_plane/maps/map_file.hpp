// Client maps as files, told apart by the end of their name: .csv or .mmdb; and tables beside them.
//
// signpost-map and the loader of maps call this, from any thread.
#pragma once

#include "control_plane/files/file_text.hpp"
#include "control_plane/maps/csv_map.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "control_plane/maps/regions_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::maps {

/// What a file holds. One that cannot be read is a complaint.
template <class Reading>
struct Loaded {
    Reading reading;
    files::FileStamp stamp; ///< Also of a file that could not be read.
};

[[nodiscard]] Loaded<MapReading> load_map(const std::string& path, const MmdbFields& fields,
                                          const AsnTable& isp_of_asn, geo::Names& names);

/// Lines as read_regions() tells.
[[nodiscard]] Loaded<RegionsReading> load_regions(const std::string& path, geo::Names& names);

/// "AS4134" or "4134".
[[nodiscard]] std::optional<std::uint32_t> parse_asn(std::string_view text) noexcept;

/// A name that a field of a CSV map can hold: not empty, no comma, no quotes, no # in front.
[[nodiscard]] bool is_csv_name(std::string_view text) noexcept;

struct AsnReading {
    AsnTable isps;
    std::vector<Complaint> complaints;
};

/// Lines of `asn,isp`, like "AS4134,telecom" or "4134,telecom"; otherwise as read_csv().
[[nodiscard]] AsnReading read_asn_table(std::string_view text, const std::string& file);
[[nodiscard]] Loaded<AsnReading> load_asn_table(const std::string& path);

/// What others call something, and what our maps call it.
using NameTable = std::map<std::string, std::string, std::less<>>;

struct NameReading {
    NameTable names;
    std::vector<Complaint> complaints;
};

/// Lines of `found,wanted`; otherwise as read_csv().
[[nodiscard]] NameReading read_name_table(std::string_view text, const std::string& file);
[[nodiscard]] Loaded<NameReading> load_name_table(const std::string& path);

} // namespace signpost::maps
