#include "bench/load/queries.hpp"

#include "base/byte_reader.hpp"

#include <fstream>
#include <iterator>
#include <map>

namespace signpost::bench {

namespace {

struct Entry {
    Bytes packet;
    Expected expected;
};

/// An entry is: u16 length, u8 rcode, u8 answers least and most, u8 authority least, packet.
Result<std::vector<Entry>> parse_entries(Bytes file) {
    std::vector<Entry> entries;
    ByteReader in(file);
    while (in.remaining() > 0) {
        const std::uint16_t length = in.u16();
        Entry entry;
        entry.expected.rcode = in.u8();
        entry.expected.answers_min = in.u8();
        entry.expected.answers_max = in.u8();
        entry.expected.authority_min = in.u8();
        entry.packet = in.take(length);
        if (!in.ok()) return Error("is cut short");
        entries.push_back(entry);
    }
    if (entries.empty()) return Error("holds no query");
    return entries;
}

/// Splits the entries into runs of at most `bundle_max` of one length, otherwise in file order.
std::vector<std::vector<Entry>> bundle(const std::vector<Entry>& entries, std::size_t bundle_max) {
    std::vector<std::vector<Entry>> full;
    std::map<std::size_t, std::vector<Entry>> open;
    for (const Entry& entry : entries) {
        std::vector<Entry>& run = open[entry.packet.size()];
        run.push_back(entry);
        if (run.size() < bundle_max) continue;
        full.push_back(std::move(run));
        run.clear();
    }
    for (auto& [length, run] : open)
        if (!run.empty()) full.push_back(std::move(run));
    return full;
}

} // namespace

Result<Queries> Queries::load(const std::string& path, std::size_t bundle_max) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<std::uint8_t> octets{std::istreambuf_iterator<char>(file), {}};
    Result<std::vector<Entry>> entries = parse_entries(octets);
    if (!entries) return std::move(entries).error().during(path);

    Queries queries;
    for (const std::vector<Entry>& run : bundle(*entries, bundle_max)) {
        queries.bundles_.push_back({.offset = queries.packets_.size(),
                                    .first = static_cast<std::uint32_t>(queries.expected_.size()),
                                    .count = static_cast<std::uint32_t>(run.size()),
                                    .length = static_cast<std::uint16_t>(run[0].packet.size())});
        for (const Entry& entry : run) {
            queries.packets_.insert(queries.packets_.end(), entry.packet.begin(),
                                    entry.packet.end());
            queries.expected_.push_back(entry.expected);
        }
    }
    return queries;
}

} // namespace signpost::bench
