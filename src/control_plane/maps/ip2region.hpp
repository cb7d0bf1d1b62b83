// Reading the database of ip2region, version 1 (ip2region.db): IPv4 ranges with Chinese names.
//
// The file has an index of ranges, each with the place and length of a text like
// "中国|0|广东省|深圳市|电信": country, greater region, province, city, ISP; "0" is unknown.
// signpost-map imports it. Pure; any thread.
#pragma once

#include "base/address.hpp"
#include "base/result.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace signpost::maps {

/// Borrowed from the file; empty: unknown.
struct Ip2RegionRange {
    Address first;
    Address last;
    std::string_view country;
    std::string_view province;
    std::string_view isp;
};

/// Calls `on_range` for each range in order. What is wrong with the file, if anything; ranges in
/// front of the damage have been told by then.
[[nodiscard]] std::optional<Error>
read_ip2region(Bytes file, const std::function<void(const Ip2RegionRange&)>& on_range);

} // namespace signpost::maps
