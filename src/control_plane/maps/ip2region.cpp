#include "control_plane/maps/ip2region.hpp"

#include "control_plane/maps/csv_text.hpp"

#include <string>

namespace signpost::maps {
namespace {

constexpr std::size_t kHeaderSize = 8; // where the first and the last entry of the index begin
constexpr std::size_t kEntrySize = 12; // first address, last address, length and place of the text
constexpr std::size_t kCitySize = 4;   // a number in front of each text

/// Little-endian; `at` is inside.
std::uint32_t number_at(Bytes file, std::size_t at) noexcept {
    return file[at] | std::uint32_t{file[at + 1]} << 8 | std::uint32_t{file[at + 2]} << 16 |
           std::uint32_t{file[at + 3]} << 24;
}

Address address_of(std::uint32_t number) noexcept {
    Address address;
    for (std::size_t at = 0; at < address.length(); ++at)
        address.octets[at] = static_cast<std::uint8_t>(number >> (24 - 8 * at));
    return address;
}

std::string_view take_field(std::string_view& rest) noexcept {
    const std::string_view field = take(rest, '|');
    return field == "0" ? std::string_view() : field;
}

std::optional<Ip2RegionRange> read_range(Bytes file, std::size_t entry) {
    const std::uint32_t first = number_at(file, entry);
    const std::uint32_t last = number_at(file, entry + 4);
    const std::uint32_t text = number_at(file, entry + 8);
    const std::size_t at = text & 0xffffff;
    const std::size_t size = text >> 24;
    if (first > last || size < kCitySize || at + size > file.size()) return std::nullopt;
    const void* octets = file.subspan(at + kCitySize).data();
    std::string_view rest(static_cast<const char*>(octets), size - kCitySize);
    Ip2RegionRange range{.first = address_of(first), .last = address_of(last)};
    range.country = take_field(rest);
    take_field(rest); // greater region: always unknown
    range.province = take_field(rest);
    take_field(rest); // city
    range.isp = take_field(rest);
    return range;
}

} // namespace

std::optional<Error> read_ip2region(Bytes file,
                                    const std::function<void(const Ip2RegionRange&)>& on_range) {
    if (file.size() < kHeaderSize) return Error("it is no ip2region.db of version 1");
    const std::size_t first = number_at(file, 0);
    const std::size_t last = number_at(file, 4);
    if (first < kHeaderSize || first > last || last + kEntrySize > file.size() ||
        (last - first) % kEntrySize != 0)
        return Error("it is no ip2region.db of version 1: its index lies outside");
    for (std::size_t entry = first; entry <= last; entry += kEntrySize) {
        const std::optional<Ip2RegionRange> range = read_range(file, entry);
        if (!range) return Error("its entry at octet " + std::to_string(entry) + " is damaged");
        on_range(*range);
    }
    return std::nullopt;
}

} // namespace signpost::maps
