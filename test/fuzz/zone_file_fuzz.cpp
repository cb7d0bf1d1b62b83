// libFuzzer target: the zone file reader accepts any bytes. Every record it makes is what its
// consumers rely on, every complaint lies inside the text, and the bounds on both hold. An input
// with $INCLUDE is several files.
#include "control_plane/zonefile/rdata_check.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/ttl.hpp"
#include "control_plane/zonefile/zone_file.hpp"
#include "core/wire/name.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace signpost;

constexpr std::uint8_t kOrigin[] = {7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0};

void require(bool promise) {
    if (!promise) std::abort();
}

/// The files of an input, the zone file first; each knows how many lines it has.
struct File {
    std::string name;
    std::string text;
    [[nodiscard]] std::size_t lines() const {
        return static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    }
};

/// Lines of "%%" part the files of an input.
std::vector<File> split(std::string_view input) {
    static constexpr std::string_view kBreak = "\n%%\n";
    static constexpr std::array<const char*, 4> kNames{"zone", "a", "b", "c"};
    std::vector<File> files;
    for (const char* name : kNames) {
        const std::size_t end = files.size() + 1 < kNames.size() ? input.find(kBreak) : input.npos;
        files.push_back({name, std::string(input.substr(0, end))});
        if (end == input.npos) break;
        input.remove_prefix(end + kBreak.size());
    }
    return files;
}

bool includes(std::string_view input) {
    return input.find("$I") != input.npos || input.find("$i") != input.npos;
}

/// Whether a $GENERATE may count to a hundred thousand or more: right, but it takes its time.
bool generates_much(std::string_view input) {
    if (input.find("$G") == input.npos && input.find("$g") == input.npos) return false;
    std::size_t digits = 0;
    return std::ranges::any_of(input, [&digits](char c) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        return digits > 5;
    });
}

/// Whether an included file may lie outside the folder. Parentheses join lines.
bool leads_elsewhere(std::string_view input) {
    static constexpr std::string_view kOfPaths = "/\\";
    if (input.find('(') != input.npos) return input.find_first_of(kOfPaths) != input.npos;
    for (std::size_t at = 0; at < input.size();) {
        const std::size_t end = std::min(input.find('\n', at), input.size());
        const std::string_view line = input.substr(at, end - at);
        if (includes(line) && line.find_first_of(kOfPaths) != line.npos) return true;
        at = end + 1;
    }
    return false;
}

void check_record(const zone::Record& record, std::size_t lines_max) {
    wire::Name name;
    require(name.read(record.owner) == record.owner.size());
    require(!zonefile::is_meta_type(record.type));
    require(record.ttl_s <= zonefile::kTtlMax);
    require(record.rdata.size() <= 65535);
    require(zonefile::check_rdata(record.type, record.rdata) == nullptr);
    require(record.line >= 1 && record.line <= lines_max);
}

void check_complaint(const Complaint& complaint, std::size_t lines_max) {
    require(!complaint.what.empty() && complaint.place.line <= lines_max);
    const bool is_summary = complaint.what.ends_with("more warnings left out");
    require(is_summary || (complaint.place.line >= 1 && complaint.place.column >= 1));
    require(std::ranges::none_of(complaint.what,
                                 [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }));
}

void check_complaints(const zonefile::ZoneFileReading& reading, std::size_t lines_max) {
    require(reading.complaints.size() <= 42); // 20 of a kind, and a last word on each
    for (const Complaint& complaint : reading.complaints) {
        check_complaint(complaint, lines_max);
        require(std::ranges::count(reading.files, complaint.place.file) != 0);
    }
}

void check_text(const std::string& text) {
    const std::size_t lines = File{"", text}.lines();
    const auto on_record = [lines](const zone::Record& record) {
        check_record(record, lines);
        require(record.file == 0);
    };
    const auto reading = zonefile::read_zone_text(text, "f", kOrigin, on_record);
    require(reading.files.size() == 1 && reading.stamps.empty());
    check_complaints(reading, lines);
}

void check_files(const std::vector<File>& files) {
    static const test::TemporaryFolder folder;
    std::size_t lines_max = 0;
    for (const char* name : {"zone", "a", "b", "c"})
        folder.remove(name);
    for (const File& file : files) {
        std::ofstream(folder.file(file.name)) << file.text;
        lines_max = std::max(lines_max, file.lines());
    }
    std::size_t files_seen = 0;
    const auto on_record = [&](const zone::Record& record) {
        check_record(record, lines_max);
        files_seen = std::max<std::size_t>(files_seen, record.file + 1U);
    };
    const auto reading = zonefile::read_zone_file(folder.file("zone"), kOrigin, on_record);
    require(!reading.files.empty() && reading.files.front() == folder.file("zone"));
    require(files_seen <= reading.files.size() && reading.files.size() <= files.size());
    require(!reading.stamps.empty()); // of missing ones, too
    check_complaints(reading, lines_max);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    if (generates_much(text)) return 0;
    if (!includes(text)) {
        check_text(text);
        return 0;
    }
    // What the machine holds elsewhere must not decide whether an input fails, and files that
    // include each other are read up to 10,000 times.
    constexpr std::size_t kIncludingMax = 1024;
    if (!leads_elsewhere(text) && size <= kIncludingMax) check_files(split(text));
    return 0;
}
