#include "support/record_text.hpp"

#include "base/address.hpp"
#include "core/wire/presentation.hpp"
#include "core/wire/registry.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace signpost::test {
namespace {

namespace type = wire::type;

constexpr std::array<std::pair<std::string_view, std::uint16_t>, 19> kMnemonics{{
    {"A", type::kA},         {"NS", type::kNs},     {"CNAME", type::kCname},
    {"SOA", type::kSoa},     {"MB", type::kMb},     {"PTR", type::kPtr},
    {"MINFO", type::kMinfo}, {"MX", type::kMx},     {"TXT", type::kTxt},
    {"KEY", type::kKey},     {"AAAA", type::kAaaa}, {"SRV", type::kSrv},
    {"DNAME", type::kDname}, {"OPT", type::kOpt},   {"DS", type::kDs},
    {"RRSIG", type::kRrsig}, {"IXFR", type::kIxfr}, {"AXFR", type::kAxfr},
    {"ANY", type::kAny},
}};

/// The fields of a type's RDATA: n a name, 2 and 4 numbers of so many octets, a an address,
/// t a character-string. Written independently of core/wire/rdata.hpp, which is under test.
std::string_view fields_of(std::uint16_t rr_type) {
    switch (rr_type) {
    case type::kA:
    case type::kAaaa:
        return "a";
    case type::kNs:
    case type::kCname:
    case type::kMb:
    case type::kPtr:
    case type::kDname:
        return "n";
    case type::kMinfo:
        return "nn";
    case type::kMx:
        return "2n";
    case type::kSrv:
        return "222n";
    case type::kSoa:
        return "nn44444";
    case type::kTxt:
        return "t";
    default:
        return "";
    }
}

Octets field_octets(char field, const std::string& word, std::string_view origin) {
    switch (field) {
    case 'n':
        return name_octets(word, origin);
    case '2':
        return u16(static_cast<unsigned>(std::stoul(word)));
    case '4':
        return u32(static_cast<std::uint32_t>(std::stoul(word)));
    case 'a': {
        const std::optional<Address> address = parse_address(word);
        if (!address) throw std::runtime_error("no address: " + word);
        return {address->bytes().begin(), address->bytes().end()};
    }
    default:
        return join({{static_cast<std::uint8_t>(word.size())}, {word.begin(), word.end()}});
    }
}

std::string field_text(char field, Bytes& rdata) {
    const auto take = [&rdata](std::size_t count) {
        if (rdata.size() < count) throw std::runtime_error("RDATA cut short");
        const Bytes taken = rdata.first(count);
        rdata = rdata.subspan(count);
        return taken;
    };
    if (field == 'n') {
        std::size_t length = 0;
        while (length < rdata.size() && rdata[length] != 0)
            length += 1U + rdata[length];
        return wire::name_to_text(take(length + 1));
    }
    if (field == 'a') {
        Address address{.family = rdata.size() == 4 ? Family::V4 : Family::V6};
        const Bytes octets = take(rdata.size());
        std::copy(octets.begin(), octets.end(), address.octets.begin());
        return to_text(address);
    }
    if (field == 't') {
        const Bytes text = take(1U + rdata[0]);
        return {text.begin() + 1, text.end()};
    }
    std::uint64_t number = 0;
    for (const std::uint8_t octet : take(field == '2' ? 2 : 4))
        number = number << 8 | octet;
    return std::to_string(number);
}

} // namespace

std::uint16_t type_of(std::string_view mnemonic) {
    for (const auto& [name, number] : kMnemonics)
        if (name == mnemonic) return number;
    if (!mnemonic.starts_with("TYPE"))
        throw std::runtime_error("unknown type " + std::string(mnemonic));
    return static_cast<std::uint16_t>(std::stoul(std::string(mnemonic.substr(4))));
}

std::string mnemonic_of(std::uint16_t rr_type) {
    for (const auto& [name, number] : kMnemonics)
        if (number == rr_type) return std::string(name);
    return "TYPE" + std::to_string(rr_type);
}

bool has_names(std::uint16_t rr_type) {
    return fields_of(rr_type).find('n') != std::string_view::npos;
}

TextRecord record_of(std::string_view line, std::string_view origin) {
    std::istringstream words{std::string(line)};
    std::string word;
    words >> word;
    TextRecord record{.owner = name_octets(word, origin), .ttl_s = 300};
    words >> word;
    if (word.find_first_not_of("0123456789") == std::string::npos) {
        record.ttl_s = static_cast<std::uint32_t>(std::stoul(word));
        words >> word;
    }
    record.type = type_of(word);
    words >> word;
    if (word == "\\#") {
        while (words >> word)
            record.rdata = join({record.rdata, from_hex(word)});
        return record;
    }
    for (const char field : fields_of(record.type)) {
        record.rdata = join({record.rdata, field_octets(field, word, origin)});
        words >> word;
    }
    return record;
}

std::vector<TextRecord> records_of(std::string_view lines, std::string_view origin) {
    std::vector<TextRecord> records;
    std::istringstream in{std::string(lines)};
    for (std::string line; std::getline(in, line);)
        if (line.find_first_not_of(' ') != std::string::npos)
            records.push_back(record_of(line, origin));
    return records;
}

std::string line_of(const TextRecord& record) {
    std::string line = wire::name_to_text(record.owner) + " " + std::to_string(record.ttl_s) + " " +
                       mnemonic_of(record.type);
    Bytes rest = record.rdata;
    for (const char field : fields_of(record.type))
        line += " " + field_text(field, rest);
    if (fields_of(record.type).empty()) line += " \\# " + to_hex(rest);
    return line;
}

} // namespace signpost::test
