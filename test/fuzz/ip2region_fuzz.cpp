// libFuzzer target: the reader of ip2region.db accepts any bytes. Ranges are in order in
// themselves, and texts lie inside the file.
#include "control_plane/maps/ip2region.hpp"

#include <cstdlib>
#include <functional>

namespace {

using namespace signpost;

void require(bool promise) {
    if (!promise) std::abort();
}

void check_inside(std::string_view text, Bytes file) {
    const void* begin = text.data();
    const void* end = text.data() + text.size();
    const void* file_end = file.data() + file.size();
    require(text.empty() || (!std::less<>{}(begin, static_cast<const void*>(file.data())) &&
                             !std::less<>{}(file_end, end)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes file(data, size);
    std::size_t ranges = 0;
    const auto fault = maps::read_ip2region(file, [&](const maps::Ip2RegionRange& range) {
        ++ranges;
        require(range.first <= range.last && range.first.family == Family::V4);
        for (const std::string_view text : {range.country, range.province, range.isp})
            check_inside(text, file);
    });
    require(ranges <= size / 12);
    require(!fault || !fault->reason().empty());
    return 0;
}
