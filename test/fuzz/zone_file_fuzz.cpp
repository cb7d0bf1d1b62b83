// libFuzzer target: the zone file reader accepts any bytes. Every record it makes is what its
// consumers rely on, every complaint lies inside the text, and the bounds on both hold.
#include "control_plane/zonefile/rdata_check.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/ttl.hpp"
#include "control_plane/zonefile/zone_file.hpp"
#include "core/wire/name.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace signpost;

constexpr std::uint8_t kOrigin[] = {7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0};

void require(bool promise) {
    if (!promise) std::abort();
}

void check_record(const zone::Record& record, std::size_t lines) {
    wire::Name name;
    require(name.read(record.owner) == record.owner.size());
    require(!zonefile::is_meta_type(record.type));
    require(record.ttl_s <= zonefile::kTtlMax);
    require(record.rdata.size() <= 65535);
    require(zonefile::check_rdata(record.type, record.rdata) == nullptr);
    require(record.line >= 1 && record.line <= lines && record.file == 0);
}

void check_complaint(const Complaint& complaint, std::size_t lines) {
    require(!complaint.what.empty() && complaint.place.line <= lines);
    const bool is_summary = complaint.what.ends_with("more warnings left out");
    require(is_summary || (complaint.place.line >= 1 && complaint.place.column >= 1));
    require(std::ranges::none_of(complaint.what, [](char c) { return c >= 0 && c < 0x20; }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    // What a folder holds must not decide whether an input fails, and a large range only costs
    // time.
    if (text.find("$I") != std::string::npos || text.find("$i") != std::string::npos) return 0;
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;

    const zonefile::ZoneFileReading reading = zonefile::read_zone_text(
        text, "f", kOrigin, [&](const zone::Record& record) { check_record(record, lines); });
    require(reading.files.size() == 1 && reading.stamps.empty());
    require(reading.complaints.size() <= 42); // 20 of a kind, and a last word on each
    for (const Complaint& complaint : reading.complaints)
        check_complaint(complaint, lines);
    return 0;
}
