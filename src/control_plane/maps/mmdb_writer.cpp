#include "control_plane/maps/mmdb_writer.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace signpost::maps {
namespace {

using geo::Key;
using geo::Run;

// The types of MaxMind DB data that we write ("MaxMind DB File Format Specification" 2.0, Data
// Section).
constexpr unsigned kText = 2;
constexpr unsigned kUint16 = 5;
constexpr unsigned kUint32 = 6;
constexpr unsigned kMap = 7;
constexpr unsigned kUint64 = 9;
constexpr unsigned kArray = 11;

constexpr std::size_t kSeparator = 16; // octets between tree and data
constexpr unsigned kKeyBits = 128;

class DataWriter {
public:
    [[nodiscard]] std::size_t size() const noexcept { return octets_.size(); }
    [[nodiscard]] const std::string& octets() const noexcept { return octets_; }

    void begin_map(std::size_t pairs) { control(kMap, pairs); }
    void begin_array(std::size_t items) { control(kArray, items); }
    void text(std::string_view text) {
        control(kText, text.size());
        octets_ += text;
    }
    /// In as few octets as it takes.
    void number(unsigned type, std::uint64_t value) {
        std::string digits;
        for (; value != 0; value >>= 8)
            digits.insert(digits.begin(), static_cast<char>(value & 0xff));
        control(type, digits.size());
        octets_ += digits;
    }

private:
    void control(unsigned type, std::size_t size) {
        constexpr unsigned kTypesOfOneOctet = 7;
        constexpr std::size_t kSizeInOneOctet = 29;
        constexpr std::size_t kSizeInTwo = 285;
        constexpr std::size_t kSizeInThree = 65821;
        const unsigned length = size < kSizeInOneOctet ? static_cast<unsigned>(size)
                                : size < kSizeInTwo    ? 29U
                                : size < kSizeInThree  ? 30U
                                                       : 31U;
        octet((type <= kTypesOfOneOctet ? type << 5 : 0U) | length);
        if (type > kTypesOfOneOctet) octet(type - kTypesOfOneOctet);
        if (length == 29) big_endian(size - kSizeInOneOctet, 1);
        if (length == 30) big_endian(size - kSizeInTwo, 2);
        if (length == 31) big_endian(size - kSizeInThree, 3);
    }
    void octet(unsigned value) { octets_ += static_cast<char>(value); }
    void big_endian(std::size_t value, unsigned octets) {
        for (; octets != 0; --octets)
            octet(static_cast<unsigned>(value >> 8 * (octets - 1) & 0xff));
    }

    std::string octets_;
};

/// The runs of both families in one space, IPv4 at its beginning.
std::vector<Run> join_families(const geo::Atlas& atlas) {
    constexpr Key kEnd = Key{1} << 32; // of ::/96
    std::vector<Run> runs;
    for (const Run& run : atlas.partition(Family::V4).runs())
        runs.push_back({run.first >> 96, run.value});
    const std::vector<Run>& v6 = atlas.partition(Family::V6).runs();
    auto behind = std::ranges::upper_bound(v6, kEnd, {}, &Run::first);
    runs.push_back({kEnd, std::prev(behind)->value}); // the first run begins at 0
    runs.insert(runs.end(), behind, v6.end());
    return runs;
}

/// A node is two records; a record is a node or a location, told apart by kLocation.
class Tree {
public:
    static constexpr std::uint64_t kLocation = std::uint64_t{1} << 32;
    using Record = std::uint64_t;

    /// Of two runs at least, so that there is a node.
    explicit Tree(std::vector<Run> runs) : runs_(std::move(runs)) { add(0, 0); }

    [[nodiscard]] const std::vector<std::array<Record, 2>>& nodes() const noexcept {
        return nodes_;
    }

private:
    /// The record of the keys that begin with `depth` bits of `first`. Keys only grow from call to
    /// call.
    // NOLINTNEXTLINE(misc-no-recursion): as deep as a key has bits.
    Record add(Key first, unsigned depth) {
        const Key last = depth == 0 ? geo::kLastKey : first | ((Key{1} << (kKeyBits - depth)) - 1);
        while (at_ + 1 < runs_.size() && runs_[at_ + 1].first <= first)
            ++at_;
        if (at_ + 1 == runs_.size() || runs_[at_ + 1].first > last)
            return kLocation | runs_[at_].value;
        const std::size_t node = nodes_.size();
        nodes_.emplace_back();
        const Record left = add(first, depth + 1);
        const Record right = add(first | Key{1} << (kKeyBits - depth - 1), depth + 1);
        nodes_[node] = {left, right};
        return node;
    }

    std::vector<Run> runs_;
    std::size_t at_ = 0;
    std::vector<std::array<Record, 2>> nodes_;
};

void write_location(const geo::Location& location, const geo::Names& names, DataWriter& out) {
    const std::array<std::pair<std::string_view, std::string_view>, 3> texts{
        {{"isp", names.isps.name(location.isp)},
         {"region", names.regions.name(location.region)},
         {"country", names.countries.name(location.country)}}};
    const auto known =
        std::ranges::count_if(texts, [](const auto& text) { return !text.second.empty(); });
    out.begin_map(static_cast<std::size_t>(known) + (location.tags != 0 ? 1 : 0));
    for (const auto& [key, value] : texts) {
        if (value.empty()) continue;
        out.text(key);
        out.text(value);
    }
    if (location.tags == 0) return;
    out.text("tags");
    out.begin_array(static_cast<std::size_t>(__builtin_popcountll(location.tags)));
    for (std::uint16_t tag = 0; tag < geo::Names::kTagsMax; ++tag)
        if ((location.tags >> tag & 1) != 0)
            out.text(names.tags.name(static_cast<std::uint16_t>(tag + 1)));
}

/// Those that the tree leads to, but for the one of which nothing is known. Returns where each
/// begins, by number.
std::vector<std::size_t> write_locations(const Tree& tree, const geo::Locations& locations,
                                         const geo::Names& names, DataWriter& out) {
    std::vector<bool> is_used(locations.size());
    for (const auto& records : tree.nodes())
        for (const Tree::Record record : records)
            if ((record & Tree::kLocation) != 0) is_used[static_cast<std::uint32_t>(record)] = true;
    std::vector<std::size_t> places(locations.size());
    for (std::uint32_t number = 1; number < locations.size(); ++number) {
        if (!is_used[number]) continue;
        places[number] = out.size();
        write_location(locations.at(number), names, out);
    }
    return places;
}

void write_metadata(const MmdbAbout& about, std::size_t nodes, unsigned record_bits,
                    DataWriter& out) {
    out.begin_map(9);
    out.text("binary_format_major_version");
    out.number(kUint16, 2);
    out.text("binary_format_minor_version");
    out.number(kUint16, 0);
    out.text("build_epoch");
    out.number(kUint64, about.built_s);
    out.text("database_type");
    out.text(about.type);
    out.text("description");
    out.begin_map(1);
    out.text("en");
    out.text(about.description);
    out.text("ip_version");
    out.number(kUint16, 6);
    out.text("languages");
    out.begin_array(0);
    out.text("node_count");
    out.number(kUint32, nodes);
    out.text("record_size");
    out.number(kUint16, record_bits);
}

/// 28 bits share the middle octet: the upper four of the left record first.
void append_node(std::uint32_t left, std::uint32_t right, unsigned record_bits, std::string& out) {
    const auto put = [&out](std::uint32_t value, unsigned octets) {
        for (; octets != 0; --octets)
            out += static_cast<char>(value >> 8 * (octets - 1) & 0xff);
    };
    if (record_bits == 28) {
        put(left & 0xffffff, 3);
        put((left >> 24) << 4 | right >> 24, 1);
        put(right & 0xffffff, 3);
    } else {
        put(left, record_bits / 8);
        put(right, record_bits / 8);
    }
}

} // namespace

Result<std::string> write_mmdb(const geo::Atlas& atlas, const geo::Names& names,
                               const MmdbAbout& about) {
    const Tree tree(join_families(atlas));
    DataWriter data;
    const std::vector<std::size_t> places = write_locations(tree, atlas.locations(), names, data);

    const std::size_t nodes = tree.nodes().size();
    const std::size_t largest = nodes + kSeparator + data.size();
    const unsigned needed_bits = largest >> 24 == 0 ? 24 : largest >> 28 == 0 ? 28 : 32;
    const unsigned record_bits = std::max(needed_bits, about.record_bits_min);
    if (largest >> 32 != 0) return Error("the map is too large for the format");

    const auto record_of = [&](Tree::Record record) {
        if ((record & Tree::kLocation) == 0) return static_cast<std::uint32_t>(record);
        const auto number = static_cast<std::uint32_t>(record);
        // Nothing known: no data, which is the number of nodes.
        return static_cast<std::uint32_t>(number == 0 ? nodes
                                                      : nodes + kSeparator + places[number]);
    };
    std::string file;
    file.reserve(nodes * record_bits / 4 + data.size() + 1024);
    for (const auto& [left, right] : tree.nodes())
        append_node(record_of(left), record_of(right), record_bits, file);
    file.append(kSeparator, '\0');
    file += data.octets();
    file += "\xab\xcd\xefMaxMind.com";
    DataWriter metadata;
    write_metadata(about, nodes, record_bits, metadata);
    return file + metadata.octets();
}

} // namespace signpost::maps
