#include "control_plane/maps/csv_map.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "control_plane/maps/mmdb_writer.hpp"
#include "core/geo/atlas.hpp"
#include "core/geo/client_map.hpp"
#include "support/random_networks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace signpost::maps {
namespace {

Bytes bytes_of(const std::string& text) {
    const void* octets = text.data();
    return {static_cast<const std::uint8_t*>(octets), text.size()};
}

geo::Atlas atlas_of(geo::Layer layer) {
    std::vector<geo::Layer> layers;
    layers.push_back(std::move(layer));
    return geo::Atlas(std::move(layers));
}

std::string write(const geo::Atlas& atlas, const geo::Names& names, unsigned record_bits = 24) {
    Result<std::string> file = write_mmdb(
        atlas, names,
        {.description = "a test", .built_s = 1'700'000'000, .record_bits_min = record_bits});
    REQUIRE(file);
    return *std::move(file);
}

// Files made by hand, for what the writer does not write.

constexpr unsigned kText = 2;
constexpr unsigned kUint16 = 5;
constexpr unsigned kUint32 = 6;
constexpr unsigned kMap = 7;
constexpr unsigned kUint64 = 9;
constexpr unsigned kArray = 11;
constexpr unsigned kBoolean = 14;

/// Of up to 284 octets, pairs or items.
std::string head(unsigned type, std::size_t size) {
    const std::size_t length = std::min<std::size_t>(size, 29);
    std::string head(1, static_cast<char>((type < 8 ? type << 5 : 0U) | length));
    if (type >= 8) head += static_cast<char>(type - 7);
    if (length == 29) head += static_cast<char>(size - 29);
    return head;
}

std::string text(const std::string& text) {
    return head(kText, text.size()) + text;
}

std::string big_endian(std::uint64_t value, unsigned octets) {
    std::string all;
    for (; octets != 0; --octets)
        all += static_cast<char>(value >> 8 * (octets - 1) & 0xff);
    return all;
}

std::string number(unsigned type, std::uint64_t value, unsigned octets) {
    return head(type, octets) + big_endian(value, octets);
}

std::string pointer(std::uint32_t to) {
    return "\x38" + big_endian(to, 4);
}

std::string record_of(const std::string& key, const std::string& value) {
    return head(kMap, 1) + text(key) + value;
}

/// A record of a node is the number of a node; or -1, empty; or -2 less where the data begins.
using Nodes = std::vector<std::array<int, 2>>;
constexpr int kEmpty = -1;
constexpr int kFirst = -2;

std::string file_of(const Nodes& nodes, const std::string& data, unsigned ip_version = 4) {
    const auto count = static_cast<int>(nodes.size());
    std::string file;
    for (const auto& node : nodes)
        for (const int record : node) {
            const int value = record >= 0        ? record
                              : record == kEmpty ? count
                                                 : count + 16 + (kFirst - record);
            file += big_endian(static_cast<std::uint64_t>(value), 3);
        }
    return file + std::string(16, '\0') + data + "\xab\xcd\xefMaxMind.com" + head(kMap, 9) +
           text("binary_format_major_version") + number(kUint16, 2, 1) +
           text("binary_format_minor_version") + number(kUint16, 0, 0) + text("build_epoch") +
           number(kUint64, 1, 1) + text("database_type") + text("test") + text("description") +
           head(kMap, 0) + text("ip_version") + number(kUint16, ip_version, 1) + text("languages") +
           head(kArray, 0) + text("node_count") + number(kUint32, nodes.size(), 4) +
           text("record_size") + number(kUint16, 24, 1);
}

/// The record stands for the lower half of all addresses.
std::string file_with(const std::string& record, unsigned ip_version = 4) {
    return file_of({{kFirst, kEmpty}}, record, ip_version);
}

struct Read {
    geo::Names names;
    std::optional<geo::Atlas> atlas;
    std::size_t networks = 0;
    std::string fault;

    [[nodiscard]] geo::Location find(const std::string& address) const {
        REQUIRE_MESSAGE(atlas, fault);
        return atlas->find(*parse_address(address));
    }
    [[nodiscard]] std::string isp(const std::string& address) const {
        return std::string(names.isps.name(find(address).isp));
    }
    [[nodiscard]] bool has_fault(const std::string& part) const {
        return fault.find(part) != std::string::npos;
    }
};

Read read(const std::string& file, const MmdbFields& fields = {}, const AsnTable& asns = {}) {
    Read read;
    Result<geo::Layer> layer = read_mmdb(bytes_of(file), fields, asns, read.names);
    if (!layer) {
        read.fault = layer.error().reason();
        return read;
    }
    read.networks = layer->size();
    read.atlas = atlas_of(*std::move(layer));
    return read;
}

Read read_asn(const std::string& value) {
    return read(file_with(record_of("asn", value)), {.asn = {"asn"}}, {{4134, "telecom"}});
}

TEST_SUITE("control_plane/maps/mmdb_map") {

    TEST_CASE("what the writer writes, the library reads: the same location for every address") {
        for (unsigned seed = 0; seed < 60; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            geo::Names names;
            for (geo::Vocabulary* vocabulary : {&names.isps, &names.regions, &names.countries})
                for (const char* name : {"telecom", "unicom", "\xe5\xb9\xbf\xe4\xb8\x9c"})
                    REQUIRE(vocabulary->add(name));
            REQUIRE(names.tags.add("bank"));
            REQUIRE(names.tags.add(std::string(64, 'x')));
            geo::Layer layer;
            std::vector<geo::Network> networks;
            for (const Family family : {Family::V4, Family::V6}) {
                const auto more = test::random_networks(random, family, random() % 40, 4);
                for (const geo::Network& network : more) {
                    // Not over ::/96, where the format has IPv4.
                    if (family == Family::V6 && network.first >> 32 == 0) continue;
                    layer.add({geo::address_of(network.first, family), network.bits},
                              {.isp = static_cast<std::uint16_t>(network.value % 4),
                               .region = static_cast<std::uint16_t>(random() % 4),
                               .country = static_cast<std::uint16_t>(random() % 4),
                               .tags = random() % 4});
                    networks.push_back(network);
                }
            }
            const geo::Atlas atlas = atlas_of(std::move(layer));
            const std::string file = write(atlas, names, 24 + seed % 3 * 4);
            geo::Names same = names;
            Result<geo::Layer> reading = read_mmdb(bytes_of(file), {}, {}, same);
            REQUIRE_MESSAGE(reading, reading.error().reason());
            const geo::Atlas again = atlas_of(*std::move(reading));
            for (int i = 0; i < 200; ++i) {
                const Family family = i % 2 == 0 ? Family::V4 : Family::V6;
                const Address address = test::random_address(random, family, networks);
                if (family == Family::V6 && geo::carried_ipv4_at(address) != 0) continue;
                CAPTURE(to_text(address));
                REQUIRE(again.find(address) == atlas.find(address));
            }
        }
    }

    TEST_CASE("the paths say where in a record a field stands") {
        geo::Names names;
        MapReading csv = read_csv("prefix,isp,region\n192.0.2.0/24,,north\n", "map", names);
        const std::string file = write(atlas_of(std::move(csv.layer)), names);
        geo::Names other;
        const auto reading =
            read_mmdb(bytes_of(file), {.isp = {"region"}, .region = {}}, {}, other);
        REQUIRE(reading);
        CHECK(other.isps.find("north") == 1);
        CHECK(other.regions.size() == 0);
        CHECK(parse_record_path("subdivisions/0/iso_code") ==
              RecordPath{"subdivisions", "0", "iso_code"});
        CHECK(parse_record_path("").empty());
    }

    TEST_CASE("damaged files are refused or read; nothing worse") {
        geo::Names names;
        MapReading csv = read_csv("192.0.2.0/24,a,b,c,d\n2001:db8::/32,e,f,g,h\n", "map", names);
        const std::string good = write(atlas_of(std::move(csv.layer)), names);
        std::mt19937 random(1);
        unsigned refused = 0;
        for (int turn = 0; turn < 2000; ++turn) {
            std::string file = good;
            for (auto flips = 1 + random() % 8; flips != 0; --flips)
                file[random() % file.size()] = static_cast<char>(random() % 256);
            if (random() % 4 == 0) file.resize(random() % file.size());
            const Read damaged = read(file);
            CAPTURE(turn);
            REQUIRE(damaged.atlas.has_value() == damaged.fault.empty());
            if (!damaged.atlas) ++refused;
            for (const geo::Vocabulary* vocabulary :
                 {&damaged.names.isps, &damaged.names.regions, &damaged.names.countries,
                  &damaged.names.tags})
                for (std::uint16_t name = 1; name <= vocabulary->size(); ++name)
                    REQUIRE(file.find(vocabulary->name(name)) != std::string::npos);
        }
        CHECK(refused > 500);
        CHECK(refused < 2000);
        CHECK_FALSE(read_mmdb(bytes_of("not a map"), {}, {}, names));
        CHECK_FALSE(read_mmdb({}, {}, {}, names));
    }

    TEST_CASE("records of every size are written") {
        geo::Names names;
        MapReading csv = read_csv("192.0.2.0/24,a\n2001:db8::/32,b\n", "map", names);
        const geo::Atlas atlas = atlas_of(std::move(csv.layer));
        const std::size_t small = write(atlas, names).size();
        CHECK(write(atlas, names, 28).size() > small);
        CHECK(write(atlas, names, 32).size() > write(atlas, names, 28).size());
        for (const unsigned bits : {24U, 28U, 32U}) {
            const Read again = read(write(atlas, names, bits));
            CHECK(again.isp("192.0.2.1") == "a");
            CHECK(again.isp("192.0.3.1").empty());
            CHECK(again.isp("2001:db8::1") == "b");
        }
    }

    TEST_CASE("locations that later maps hide are not written") {
        geo::Names names;
        MapReading csv = read_csv("192.0.2.0/24,hidden\n192.0.2.0/24,seen\n", "map", names);
        const std::string file = write(atlas_of(std::move(csv.layer)), names);
        CHECK(file.find("seen") != std::string::npos);
        CHECK(file.find("hidden") == std::string::npos);
    }

    TEST_CASE("an AS number is a number of 16, 32 or 64 bits, or a text") {
        for (const std::string& value : {number(kUint16, 4134, 2), number(kUint32, 4134, 4),
                                         number(kUint64, 4134, 8), text("4134"), text("AS4134")}) {
            const Read found = read_asn(value);
            CHECK(found.isp("1.1.1.1") == "telecom");
            CHECK(found.isp("200.1.1.1").empty());
        }
        CHECK(read_asn(text("")).isp("1.1.1.1").empty());
        CHECK(read_asn(number(kUint32, 1, 1)).isp("1.1.1.1").empty());
        CHECK(read_asn(text("AS")).has_fault("0.0.0.0/1: asn: \"AS\" is no AS number"));
        CHECK(read_asn(text("41x")).has_fault("is no AS number"));
        CHECK(read_asn(head(kBoolean, 1)).has_fault("neither a number nor a text"));
        CHECK(read_asn(number(kUint64, std::uint64_t{1} << 32, 8)).has_fault("32 bits"));
    }

    TEST_CASE("tags are a text, a list of texts, or true") {
        const auto tags_of = [](const std::string& value) {
            const Read found = read(file_with(record_of("tags", value)));
            return std::pair(found.find("1.1.1.1").tags, std::string(found.names.tags.name(1)));
        };
        CHECK(tags_of(text("bank")) == std::pair(std::uint64_t{1}, std::string("bank")));
        CHECK(tags_of(head(kArray, 2) + text("bank") + text("net")).first == 3);
        CHECK(tags_of(head(kBoolean, 1)) == std::pair(std::uint64_t{1}, std::string("tags")));
        CHECK(tags_of(head(kBoolean, 0)).first == 0);
        std::string list = head(kArray, 64);
        for (int item = 0; item < 64; ++item)
            list += text(std::to_string(item));
        CHECK(tags_of(list).first == UINT64_MAX);
        list = head(kArray, 65) + list.substr(head(kArray, 64).size()) + text("0");
        CHECK(read(file_with(record_of("tags", list))).has_fault("a list of 65 is too long"));
    }

    TEST_CASE("a leaf above ::/96 holds all of IPv4") {
        const Read found = read(file_with(record_of("isp", text("a")), 6));
        CHECK(found.isp("1.1.1.1") == "a");
        CHECK(found.isp("200.1.1.1") == "a");
        CHECK(found.isp("2001:db8::1") == "a");
        CHECK(found.isp("8001::1").empty());
    }

    TEST_CASE("the IPv4 tree is read once, wherever else it hangs") {
        Nodes nodes;
        for (int depth = 0; depth < 96; ++depth)
            nodes.push_back({depth + 1, kEmpty});
        nodes.push_back({kFirst, kEmpty}); // 96: 0.0.0.0/1
        nodes[80][1] = 97;                 // ::ffff:0:0/96
        for (int node = 97; node < 111; ++node)
            nodes.push_back({kEmpty, node + 1});
        nodes.push_back({kEmpty, 96});
        const Read found = read(file_of(nodes, record_of("isp", text("a")), 6));
        CHECK(found.isp("1.1.1.1") == "a");
        CHECK(found.isp("200.1.1.1").empty());
        CHECK(found.networks == 1);
    }

    TEST_CASE("what nothing is known of takes no room") {
        CHECK(read(file_with(head(kMap, 0))).networks == 0);
        CHECK(read(file_with(record_of("other", text("a")))).networks == 0);
    }

    TEST_CASE("a damaged record is refused, also where no path leads") {
        const std::string isp = head(kMap, 2) + text("isp") + text("a") + text("x");
        CHECK(read(file_with(isp + text("b"))).isp("1.1.1.1") == "a");
        const auto fault_of = [&](const std::string& value) {
            return read(file_with(isp + value));
        };
        CHECK(fault_of(head(3, 4) + "four").has_fault("0.0.0.0/1: a value in a record has a size"));
        CHECK(fault_of(head(12, 0)).has_fault("unknown type"));
        CHECK(fault_of(head(kText, 20)).has_fault("cut off"));
        CHECK(fault_of(head(kArray, 200)).has_fault("cut off"));
        CHECK(fault_of(pointer(1000)).has_fault("outside the data"));
        CHECK(fault_of(pointer(0)).has_fault("in circles"));
        CHECK(fault_of(head(kMap, 1) + head(kMap, 0) + text("a"))
                  .has_fault("a key in a record is no text"));
        // The second value of the record is the pointer that leads to it.
        CHECK(fault_of(pointer(static_cast<std::uint32_t>(isp.size())))
                  .has_fault("leads to a pointer"));
    }

    TEST_CASE("a tree that leads between tree and data, or in circles, is refused") {
        const std::string record = record_of("isp", text("a"));
        for (const int offset : {1, 15, 16}) {
            std::string file = file_of({{kEmpty, kFirst}}, record);
            file[5] = static_cast<char>(1 + 16 - offset); // the right record
            CAPTURE(offset);
            const Read found = read(file);
            if (offset == 16)
                CHECK(found.networks == 0); // that is: empty
            else
                CHECK(found.has_fault("128.0.0.0/1: its tree leads between tree and data"));
        }
        const Read circle = read(file_of({{1, kEmpty}, {1, 1}}, record));
        CHECK_MESSAGE(circle.has_fault("circles, or shares its parts"), circle.fault);
    }

    TEST_CASE("many records that share a large part are not read without end") {
        std::string data = head(kMap, 284);
        for (int pair = 0; pair < 284; ++pair)
            data += text("k" + std::to_string(pair)) + head(kMap, 0);
        Nodes nodes;
        constexpr int kInner = (1 << 15) - 1; // nodes above leaves
        for (int node = 0; node < kInner; ++node) {
            std::array<int, 2> records{2 * node + 1, 2 * node + 2};
            for (int& record : records) {
                if (record < kInner) continue;
                record = kFirst - static_cast<int>(data.size());
                data += pointer(0);
            }
            nodes.push_back(records);
        }
        CHECK(read(file_of(nodes, data)).has_fault("its records take too much work"));
    }

    TEST_CASE("a name that cannot be one is named") {
        const auto fault_of = [](const std::string& name) {
            return read(file_with(record_of("region", text(name)))).fault;
        };
        CHECK(fault_of("a\nb") == "0.0.0.0/1: region: the name \"a\\x0ab\" is longer than 64 "
                                  "octets or holds control characters");
        CHECK(fault_of(std::string(65, 'x')).find("\"" + std::string(40, 'x') + "...\"") !=
              std::string::npos);
        geo::Names full;
        for (int tag = 0; tag < 64; ++tag)
            REQUIRE(full.tags.add(std::to_string(tag)));
        const auto reading =
            read_mmdb(bytes_of(file_with(record_of("tags", text("more")))), {}, {}, full);
        REQUIRE_FALSE(reading);
        CHECK(reading.error().reason() == "0.0.0.0/1: tags: \"more\" is one too many: all maps "
                                          "together can name 64 tags");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
