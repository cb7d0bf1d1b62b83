#include "control_plane/maps/ip2region.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace signpost::maps {
namespace {

void put(std::vector<std::uint8_t>& file, std::uint32_t number) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        file.push_back(static_cast<std::uint8_t>(number >> shift));
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
    std::string text;
};

std::vector<std::uint8_t> make_file(const std::vector<Range>& ranges) {
    std::vector<std::uint8_t> file(8);
    std::vector<std::uint32_t> places;
    for (const Range& range : ranges) {
        const auto size = static_cast<std::uint32_t>(range.text.size() + 4);
        places.push_back(size << 24 | static_cast<std::uint32_t>(file.size()));
        put(file, 1);
        file.insert(file.end(), range.text.begin(), range.text.end());
    }
    const auto first = static_cast<std::uint32_t>(file.size());
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        put(file, ranges[i].first);
        put(file, ranges[i].last);
        put(file, places[i]);
    }
    std::vector<std::uint8_t> header;
    put(header, first);
    put(header, static_cast<std::uint32_t>(file.size() - 12));
    std::copy(header.begin(), header.end(), file.begin());
    return file;
}

std::string shown(Bytes file) {
    std::string text;
    const auto fault = read_ip2region(file, [&text](const Ip2RegionRange& range) {
        text += to_text(range.first) + "-" + to_text(range.last) + " " +
                std::string(range.country) + "/" + std::string(range.province) + "/" +
                std::string(range.isp) + "\n";
    });
    return fault ? text + fault->reason() : text;
}

TEST_SUITE("control_plane/maps/ip2region") {

    TEST_CASE("ranges with what is known of them") {
        const auto file = make_file({{0x01000000, 0x010000ff, "AU|0|0|0|0"},
                                     {0x01000100, 0x010003ff, "CN|0|Fujian|Fuzhou|Telecom"},
                                     {0xffffff00, 0xffffffff, ""}});
        CHECK(shown(file) == "1.0.0.0-1.0.0.255 AU//\n"
                             "1.0.1.0-1.0.3.255 CN/Fujian/Telecom\n"
                             "255.255.255.0-255.255.255.255 //\n");
    }

    TEST_CASE("damage is told; nothing outside the file is read") {
        CHECK(shown({}) == "it is no ip2region.db of version 1");
        auto file = make_file({{1, 2, "a|0|b|c|d"}, {3, 4, "a|0|b|c|d"}});
        file[file.size() - 9] = 0xff; // the last address of the second range: fine
        file[file.size() - 1] = 0xff; // the length of its text: not
        CHECK(shown(file).find("is damaged") != std::string::npos);
        std::mt19937 random(1);
        for (int turn = 0; turn < 2000; ++turn) {
            auto damaged = make_file({{1, 2, "a|0|b|c|d"}, {3, 4, "a|0|b|c|d"}});
            for (auto flips = 1 + random() % 4; flips != 0; --flips)
                damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
            damaged.resize(damaged.size() - random() % 4);
            CHECK(shown(damaged).size() < 1000);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::maps
