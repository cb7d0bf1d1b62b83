#include "control_plane/maps/mmdb_map.hpp"

#include "base/fd.hpp"

#include <maxminddb.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
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

/// What stands at a path of a record, if it is of this type.
class RecordReader {
public:
    explicit RecordReader(MMDB_entry_s record) : record_(record) {}

    [[nodiscard]] std::optional<MMDB_entry_data_s> find(const RecordPath& path,
                                                        const std::string& last = {}) {
        if (path.empty()) return std::nullopt;
        std::vector<const char*> steps;
        for (const std::string& step : path)
            steps.push_back(step.c_str());
        if (!last.empty()) steps.push_back(last.c_str());
        steps.push_back(nullptr);
        MMDB_entry_data_s data{};
        if (MMDB_aget_value(&record_, &data, steps.data()) != MMDB_SUCCESS || !data.has_data)
            return std::nullopt;
        return data;
    }

private:
    MMDB_entry_s record_;
};

std::optional<std::string_view> text_of(const std::optional<MMDB_entry_data_s>& data) {
    if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return std::nullopt;
    return std::string_view(data->utf8_string, data->data_size);
}

class MapWalk {
public:
    MapWalk(const MMDB_s& map, const MmdbFields& fields, const AsnTable& isp_of_asn,
            geo::Names& names)
        : map_(map), fields_(fields), isp_of_asn_(isp_of_asn), names_(names),
          visits_left_(std::uint64_t{map.metadata.node_count} * kVisitsPerNode + kVisitsMin) {}

    Result<geo::Layer> run() {
        const bool is_v4 = map_.metadata.ip_version == 4;
        visit_node(0, is_v4 ? Place{.first = 0, .depth = 0, .family = Family::V4} : Place{});
        if (!fault_.empty()) return Error(fault_);
        return std::move(layer_);
    }

private:
    /// Trees may share parts, but one that leads in circles has no end within this.
    static constexpr std::uint64_t kVisitsPerNode = 16;
    static constexpr std::uint64_t kVisitsMin = 65'536;
    /// IPv4 stands at ::/96 in a tree for both.
    static constexpr unsigned kIpv4Depth = 96;

    struct Place { // in the tree: the prefix that leads there
        Key first = 0;
        unsigned depth = 0;
        Family family = Family::V6;
    };

    void visit_node(std::uint32_t number, Place place) {
        if (place.family == Family::V6 && place.depth == kIpv4Depth && place.first == 0)
            place = {.first = 0, .depth = 0, .family = Family::V4};
        else if (is_alias(number, place))
            return;
        MMDB_search_node_s node{};
        if (place.depth == (place.family == Family::V4 ? 32 : 128) || visits_left_-- == 0)
            return fail("its tree leads in circles");
        if (const int status = MMDB_read_node(&map_, number, &node); status != MMDB_SUCCESS)
            return fail(MMDB_strerror(status));
        const Key half = Key{1} << (127 - place.depth);
        ++place.depth;
        visit(node.left_record, node.left_record_type, node.left_record_entry, place);
        place.first |= half;
        visit(node.right_record, node.right_record_type, node.right_record_entry, place);
    }

    void visit(std::uint64_t record, std::uint8_t type, const MMDB_entry_s& entry,
               const Place& place) {
        if (!fault_.empty()) return;
        switch (type) {
        case MMDB_RECORD_TYPE_SEARCH_NODE:
            return visit_node(static_cast<std::uint32_t>(record), place);
        case MMDB_RECORD_TYPE_EMPTY:
            return;
        case MMDB_RECORD_TYPE_DATA:
            return add(entry, place);
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

    void add(const MMDB_entry_s& entry, const Place& place) {
        const auto [known, is_new] = known_.try_emplace(entry.offset);
        if (is_new) known->second = read_location(entry);
        const auto bits = static_cast<std::uint8_t>(place.depth);
        layer_.add({geo::address_of(place.first, place.family), bits}, known->second);
        if (place.family == Family::V6 && place.depth <= kIpv4Depth && place.first == 0)
            layer_.add({Address{}, 0}, known->second); // all of IPv4 lies in it
    }

    geo::Location read_location(const MMDB_entry_s& entry) {
        RecordReader record(entry);
        geo::Location location{.isp = read_name(record, fields_.isp, names_.isps),
                               .region = read_name(record, fields_.region, names_.regions),
                               .country = read_name(record, fields_.country, names_.countries),
                               .tags = read_tags(record)};
        if (location.isp == 0) location.isp = read_isp_of_asn(record);
        return location;
    }

    std::uint16_t read_name(RecordReader& record, const RecordPath& path,
                            geo::Vocabulary& vocabulary) {
        const auto text = text_of(record.find(path));
        return text ? number_of(*text, vocabulary) : std::uint16_t{0};
    }

    std::uint16_t number_of(std::string_view name, geo::Vocabulary& vocabulary) {
        if (!geo::is_name(name)) {
            fail("a name in it is longer than 64 octets or holds control characters");
            return 0;
        }
        const std::optional<std::uint16_t> number = vocabulary.add(name);
        if (!number) fail("all maps together have too many names of one kind");
        return number.value_or(0);
    }

    std::uint16_t read_isp_of_asn(RecordReader& record) {
        const auto asn = record.find(fields_.asn);
        if (!asn || asn->type != MMDB_DATA_TYPE_UINT32) return 0;
        const auto isp = isp_of_asn_.find(asn->uint32);
        return isp == isp_of_asn_.end() ? std::uint16_t{0} : number_of(isp->second, names_.isps);
    }

    std::uint64_t read_tags(RecordReader& record) {
        const auto found = record.find(fields_.tags);
        if (!found) return 0;
        if (const auto text = text_of(found)) return bit_of(*text);
        if (found->type == MMDB_DATA_TYPE_BOOLEAN)
            return found->boolean ? bit_of(fields_.tags.back()) : 0;
        std::uint64_t tags = 0;
        if (found->type == MMDB_DATA_TYPE_ARRAY)
            for (std::uint32_t item = 0; item < found->data_size && fault_.empty(); ++item) {
                const auto text = text_of(record.find(fields_.tags, std::to_string(item)));
                if (!text) break;
                tags |= bit_of(*text);
            }
        return tags;
    }

    std::uint64_t bit_of(std::string_view tag) {
        const std::uint16_t number = number_of(tag, names_.tags);
        return number == 0 ? 0 : std::uint64_t{1} << (number - 1U);
    }

    void fail(const std::string& why) {
        if (fault_.empty()) fault_ = why;
    }

    const MMDB_s& map_;
    const MmdbFields& fields_;
    const AsnTable& isp_of_asn_;
    geo::Names& names_;
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
    if (open.status() != MMDB_SUCCESS) return Error(MMDB_strerror(open.status()));
    return MapWalk(open.map(), fields, isp_of_asn, names).run();
}

} // namespace signpost::maps
