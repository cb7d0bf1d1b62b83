// A zone text read for example.com, as lines that a test can compare.
#pragma once

#include "control_plane/zonefile/zone_file.hpp"
#include "core/wire/presentation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::zonefile {

inline constexpr std::uint8_t kExampleCom[] = {7,   'e', 'x', 'a', 'm', 'p', 'l',
                                               'e', 3,   'c', 'o', 'm', 0};

inline std::string to_hex(Bytes octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t octet : octets) {
        text += kDigits[octet >> 4];
        text += kDigits[octet & 0xfU];
    }
    return text;
}

/// "www.example.com. 300 1 c0000201": owner, TTL, type, data.
inline std::string to_line(const zone::Record& record) {
    return wire::name_to_text(record.owner) + " " + std::to_string(record.ttl_s) + " " +
           std::to_string(record.type) + " " + to_hex(record.rdata);
}

/// One line each, so that a failed comparison shows both sides.
inline std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines)
        all += "\n" + line;
    return all;
}

struct ReadLines {
    std::vector<std::string> records;
    std::vector<std::string> complaints;
};

inline ReadLines read_lines(const std::string& text) {
    ReadLines lines;
    const ZoneFileReading reading =
        read_zone_text(text, "z", kExampleCom, [&](const zone::Record& record) {
            lines.records.push_back(to_line(record));
        });
    for (const Complaint& complaint : reading.complaints)
        lines.complaints.push_back(to_text(complaint));
    return lines;
}

} // namespace signpost::zonefile
