#include "control_plane/maps/mmdb_map.hpp"

#include "base/fd.hpp"
#include "control_plane/maps/mmdb_record.hpp"

#include <maxminddb.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>
#include <unordered_map>

namespace signpost::maps {
namespace {

using geo::Key;

/// The library reads files only, and would be killed by one that is cut short under its feet.
Result<Fd> copy_to_memory(Bytes file) {
    Fd copy(::memfd_create("map", MFD_CLOEXEC));
    if (!copy.is_open()) return Error(std::generic_category().message(errno));
    while (!file.empty()) {
        const ssize_t count = ::write(copy.number(), file.data(), file.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error(std::generic_category().message(errno));
        file = file.subspan(static_cast<std::size_t>(count));
    }
    return copy;
}

class OpenMap {
public:
    explicit OpenMap(const Fd& file) {
        const std::string path = "/proc/self/fd/" + std::to_string(file.number());
        status_ = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &map_);
    }
    ~OpenMap() {
        if (status_ == MMDB_SUCCESS) MMDB_close(&map_);
    }
    OpenMap(const OpenMap&) = delete;
    OpenMap& operator=(const OpenMap&) = delete;

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const MMDB_s& map() const noexcept { return map_; }

private:
    MMDB_s map_{};
    int status_ = MMDB_SUCCESS;
};

/// For a message: shortened, and with control characters escaped.
std::string quoted(std::string_view name) {
    constexpr std::size_t kShown = 40;
    std::string text = "\"";
    for (const char c : name.substr(0, kShown)) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x20 && octet != 0x7f) {
            text += c;
            continue;
        }
        constexpr std::string_view kDigits = "0123456789abcdef";
        text += "\\x";
        text += kDigits[octet >> 4];
        text += kDigits[octet & 15U];
    }
    return text + (name.size() > kShown ? "...\"" : "\"");
}

/// "AS4134" or "4134".
std::optional<std::uint64_t> parse_asn(std::string_view text) {
    if (text.starts_with("AS")) text.remove_prefix(2);
    std::uint64_t asn = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asn);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return asn;
}

/// What the fields of a record say.
class LocationReader {
public:
    LocationReader(Bytes data, const MmdbFields& fields, const AsnTable& isp_of_asn,
                   geo::Names& names)
        : records_(data), fields_(fields), isp_of_asn_(isp_of_asn), names_(names) {}

    Result<geo::Location> read(std::uint32_t record) {
        geo::Location location;
        if (records_.check(record)) {
            location = {.isp = read_name(record, fields_.isp, isps_),
                        .region = read_name(record, fields_.region, regions_),
                        .country = read_name(record, fields_.country, countries_),
                        .tags = read_tags(record)};
            if (location.isp == 0) location.isp = read_isp_of_asn(record);
        }
        if (!records_.fault().empty()) return Error(records_.fault());
        if (!fault_.empty()) return Error(fault_);
        return location;
    }

private:
    using Type = MmdbRecords::Type;
    using Value = MmdbRecords::Value;

    struct Kind {
        const char* field;
        const char* plural;
        geo::Vocabulary& names;
        std::uint16_t max;
    };

    [[nodiscard]] std::optional<Value> find(std::uint32_t record, const RecordPath& path) {
        return path.empty() ? std::nullopt : records_.find(record, path);
    }

    std::uint16_t read_name(std::uint32_t record, const RecordPath& path, const Kind& kind) {
        const std::optional<Value> name = find(record, path);
        if (!name || name->type != Type::Text) return 0;
        return number_of(records_.text(*name), kind);
    }

    std::uint16_t number_of(std::string_view name, const Kind& kind) {
        if (!geo::is_name(name))
            return fail(std::string(kind.field) + ": the name " + quoted(name) +
                        " is longer than 64 octets or holds control characters");
        const std::optional<std::uint16_t> number = kind.names.add(name);
        if (!number)
            return fail(std::string(kind.field) + ": " + quoted(name) +
                        " is one too many: all maps together can name " + std::to_string(kind.max) +
                        ' ' + kind.plural);
        return *number;
    }

    std::uint16_t read_isp_of_asn(std::uint32_t record) {
        const std::optional<Value> found = find(record, fields_.asn);
        if (!found) return 0;
        const std::optional<std::uint64_t> asn = asn_of(*found);
        if (!asn) return 0;
        if (*asn > UINT32_MAX)
            return fail("asn: " + std::to_string(*asn) + " is longer than 32 bits");
        const auto isp = isp_of_asn_.find(static_cast<std::uint32_t>(*asn));
        return isp == isp_of_asn_.end() ? std::uint16_t{0} : number_of(isp->second, isps_);
    }

    /// None if it is empty, which some makers write for "not known", or a fault.
    std::optional<std::uint64_t> asn_of(const Value& value) {
        if (value.type == Type::Uint16 || value.type == Type::Uint32 || value.type == Type::Uint64)
            return records_.number(value);
        if (value.type != Type::Text) {
            fail("asn: what stands at this path is neither a number nor a text");
            return std::nullopt;
        }
        const std::string_view text = records_.text(value);
        if (text.empty()) return std::nullopt;
        const std::optional<std::uint64_t> asn = parse_asn(text);
        if (!asn) fail("asn: " + quoted(text) + " is no AS number; one looks like 4134 or AS4134");
        return asn;
    }

    std::uint64_t read_tags(std::uint32_t record) {
        const std::optional<Value> found = find(record, fields_.tags);
        if (!found) return 0;
        if (found->type == Type::Text) return bit_of(records_.text(*found));
        if (found->type == Type::Boolean) return found->size != 0 ? bit_of(fields_.tags.back()) : 0;
        return found->type == Type::Array ? read_tag_list(*found) : 0;
    }

    std::uint64_t read_tag_list(const Value& list) {
        if (list.size > geo::Names::kTagsMax)
            return fail("tags: a list of " + std::to_string(list.size) +
                        " is too long; there can be " + std::to_string(geo::Names::kTagsMax));
        std::uint64_t tags = 0;
        for (const Value& item : records_.items(list)) {
            if (item.type != Type::Text) break;
            tags |= bit_of(records_.text(item));
        }
        return tags;
    }

    std::uint64_t bit_of(std::string_view tag) {
        const std::uint16_t number = number_of(tag, tags_);
        return number == 0 ? 0 : std::uint64_t{1} << (number - 1U);
    }

    /// Returns the number of what is not known.
    std::uint16_t fail(const std::string& why) {
        if (fault_.empty()) fault_ = why;
        return 0;
    }

    MmdbRecords records_;
    const MmdbFields& fields_;
    const AsnTable& isp_of_asn_;
    geo::Names& names_;
    Kind isps_{"isp", "ISPs", names_.isps, UINT16_MAX};
    Kind regions_{"region", "regions", names_.regions, UINT16_MAX};
    Kind countries_{"country", "countries", names_.countries, UINT16_MAX};
    Kind tags_{"tags", "tags", names_.tags, geo::Names::kTagsMax};
    std::string fault_;
};

/// The library counts the metadata as data, which no record needs.
Bytes data_of(const MMDB_s& map) {
    constexpr std::ptrdiff_t kMarker = 14; // in front of the metadata
    const std::ptrdiff_t size = map.metadata_section - map.data_section - kMarker;
    return {map.data_section, static_cast<std::size_t>(std::max(size, std::ptrdiff_t{0}))};
}

class MapWalk {
public:
    MapWalk(const MMDB_s& map, const MmdbFields& fields, const AsnTable& isp_of_asn,
            geo::Names& names)
        : map_(map), reader_(data_of(map), fields, isp_of_asn, names),
          visits_left_(std::uint64_t{map.metadata.node_count} * kVisitsPerNode + kVisitsMin) {}

    Result<geo::Layer> run() {
        const bool is_v4 = map_.metadata.ip_version == 4;
        visit_node(0, is_v4 ? Place{.first = 0, .depth = 0, .family = Family::V4} : Place{});
        if (!fault_.empty()) return Error(fault_);
        return std::move(layer_);
    }

private:
    /// Trees may share parts, but one that leads in circles has no end within this.
    static constexpr const char* kCircles =
        "its tree leads in circles, or shares its parts too often";
    static constexpr std::uint64_t kVisitsPerNode = 16;
    static constexpr std::uint64_t kVisitsMin = 65'536;
    static constexpr std::size_t kNetworksMax = 64'000'000; // ten times what the largest maps have
    /// IPv4 stands at ::/96 in a tree for both.
    static constexpr unsigned kIpv4Depth = 96;
    static constexpr std::size_t kSeparator = 16; // octets between tree and data

    struct Place { // in the tree: the prefix that leads there
        Key first = 0;
        unsigned depth = 0;
        Family family = Family::V6;
    };

    // NOLINTNEXTLINE(misc-no-recursion): as deep as an address has bits.
    void visit_node(std::uint32_t number, Place place) {
        if (place.family == Family::V6 && place.depth == kIpv4Depth && place.first == 0)
            place = {.first = 0, .depth = 0, .family = Family::V4};
        else if (is_alias(number, place))
            return;
        MMDB_search_node_s node{};
        if (place.depth == (place.family == Family::V4 ? 32 : 128) || visits_left_-- == 0)
            return fail(kCircles);
        if (const int status = MMDB_read_node(&map_, number, &node); status != MMDB_SUCCESS)
            return fail(MMDB_strerror(status));
        const Key half = Key{1} << (127 - place.depth);
        ++place.depth;
        visit(node.left_record, node.left_record_type, node.left_record_entry, place);
        place.first |= half;
        visit(node.right_record, node.right_record_type, node.right_record_entry, place);
    }

    // NOLINTNEXTLINE(misc-no-recursion): as deep as an address has bits.
    void visit(std::uint64_t record, std::uint8_t type, const MMDB_entry_s& entry,
               const Place& place) {
        if (!fault_.empty()) return;
        switch (type) {
        case MMDB_RECORD_TYPE_SEARCH_NODE:
            return visit_node(static_cast<std::uint32_t>(record), place);
        case MMDB_RECORD_TYPE_EMPTY:
            return;
        case MMDB_RECORD_TYPE_DATA:
            return add(record, entry, place);
        default:
            return fail("its tree leads nowhere");
        }
    }

    /// The same IPv4 tree once more, under ::ffff:0:0/96, 2002::/16 and others.
    [[nodiscard]] bool is_alias(std::uint32_t number, const Place& place) const noexcept {
        return place.family == Family::V6 && place.depth != 0 && map_.metadata.ip_version == 6 &&
               number == map_.ipv4_start_node.node_value &&
               map_.ipv4_start_node.netmask == kIpv4Depth;
    }

    /// What a record says nothing of, no network is kept for: the leaves of a tree do not overlap.
    void add(std::uint64_t record, const MMDB_entry_s& entry, const Place& place) {
        const Prefix prefix{geo::address_of(place.first, place.family),
                            static_cast<std::uint8_t>(place.depth)};
        if (record < std::uint64_t{map_.metadata.node_count} + kSeparator)
            return fail(to_text(prefix) + ": its tree leads between tree and data");
        const geo::Location& location = location_of(entry.offset, prefix);
        if (location == geo::Location{}) return;
        if (layer_.size() >= kNetworksMax)
            return fail("it has more than " + std::to_string(kNetworksMax) + " networks");
        layer_.add(prefix, location);
        if (place.family == Family::V6 && place.depth <= kIpv4Depth && place.first == 0)
            layer_.add({Address{}, 0}, location); // all of IPv4 lies in it
    }

    const geo::Location& location_of(std::uint32_t record, const Prefix& prefix) {
        const auto [known, is_new] = known_.try_emplace(record);
        if (!is_new) return known->second;
        const Result<geo::Location> location = reader_.read(record);
        if (location)
            known->second = *location;
        else
            fail(to_text(prefix) + ": " + location.error().reason());
        return known->second;
    }

    void fail(const std::string& why) {
        if (fault_.empty()) fault_ = why;
    }

    const MMDB_s& map_;
    LocationReader reader_;
    geo::Layer layer_;
    std::unordered_map<std::uint32_t, geo::Location> known_; ///< By offset of the record.
    std::uint64_t visits_left_;
    std::string fault_;
};

} // namespace

RecordPath parse_record_path(std::string_view text) {
    RecordPath path;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('/'), text.size());
        path.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return path;
}

Result<geo::Layer> read_mmdb(Bytes file, const MmdbFields& fields, const AsnTable& isp_of_asn,
                             geo::Names& names) {
    const Result<Fd> copy = copy_to_memory(file);
    if (!copy) return copy.error();
    const OpenMap open(*copy);
    if (open.status() == MMDB_FILE_OPEN_ERROR && ::access("/proc/self/fd", F_OK) != 0)
        return Error("cannot be opened: /proc is needed");
    if (open.status() != MMDB_SUCCESS) return Error(MMDB_strerror(open.status()));
    return MapWalk(open.map(), fields, isp_of_asn, names).run();
}

} // namespace signpost::maps
