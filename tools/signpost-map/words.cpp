#include "words.hpp"

#include "words/reader.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace signpost::map_tool {
namespace {

using Text = std::string_view;
using enum words::Kind;

// Sets of commands.
constexpr std::uint32_t kBuild = 1;
constexpr std::uint32_t kImport = 2;
constexpr std::uint32_t kLookup = 4;
constexpr std::uint32_t kDiff = 8;
constexpr std::uint32_t kReaders = kBuild | kLookup | kDiff; // of maps
constexpr std::uint32_t kAll = kReaders | kImport;

constexpr std::array kWords{
    Word{"build",
         "MAP...",
         "make one map of several, the most important first; needs --output",
         Command,
         kBuild,
         {1, words::kAnyNumber}},
    Word{"import",
         "KIND FILE...",
         "turn what others publish into a CSV map: cidr (a network in each line; needs --isp), "
         "ranges (start,end,country as of ip-location-db), asn (start,end,number as of "
         "ip-location-db; needs --asn-table), ip2region (ip2region.db of version 1)",
         Command,
         kImport,
         {2, words::kAnyNumber}},
    Word{"lookup",
         "ADDRESS MAP...",
         "tell what the maps, the most important first, say of it",
         Command,
         kLookup,
         {2, words::kAnyNumber}},
    Word{"diff",
         "OLD NEW",
         "tell how much of the address space changes hands",
         Command,
         kDiff,
         {2, 2}},
    Word{"--output",
         "FILE",
         "write to this file, which is replaced as a whole",
         Option,
         kBuild | kImport,
         {},
         [](Asked& asked, Text file) { asked.output = file; }},
    Word{"--description",
         "TEXT",
         "what the built map says of itself",
         Option,
         kBuild,
         {},
         [](Asked& asked, Text text) { asked.description = text; }},
    Word{"--isp",
         "NAME",
         "the ISP of all networks of an imported list",
         Option,
         kImport,
         {},
         [](Asked& asked, Text name) { asked.isp = name; }},
    Word{"--asn-table",
         "FILE",
         "lines of asn,isp: which ISP an AS number belongs to; but for import, --asn-path goes "
         "with it",
         Option,
         kAll,
         {},
         [](Asked& asked, Text file) { asked.asn_table = file; }},
    Word{"--names",
         "FILE",
         "lines of found,wanted: what imported names become; those not in it are left out",
         Option,
         kImport,
         {},
         [](Asked& asked, Text file) { asked.name_table = file; }},
    Word{"--isp-path",
         "PATH",
         "where a record of an .mmdb file names the ISP; isp if left out",
         Option,
         kReaders,
         {},
         [](Asked& asked, Text path) { asked.fields.isp = maps::parse_record_path(path); }},
    Word{"--region-path",
         "PATH",
         "and the region, like subdivisions/0/iso_code; region if left out",
         Option,
         kReaders,
         {},
         [](Asked& asked, Text path) { asked.fields.region = maps::parse_record_path(path); }},
    Word{"--country-path",
         "PATH",
         "and the country, like country/iso_code; country if left out",
         Option,
         kReaders,
         {},
         [](Asked& asked, Text path) { asked.fields.country = maps::parse_record_path(path); }},
    Word{"--asn-path",
         "PATH",
         "and the AS number, like autonomous_system_number; not read if left out",
         Option,
         kReaders,
         {},
         [](Asked& asked, Text path) { asked.fields.asn = maps::parse_record_path(path); }},
    Word{"--tags-path",
         "PATH",
         "and the tags; tags if left out",
         Option,
         kReaders,
         {},
         [](Asked& asked, Text path) { asked.fields.tags = maps::parse_record_path(path); }},
    Word{"--json",
         "",
         "print JSON instead of text",
         Option,
         kLookup | kDiff,
         {},
         [](Asked& asked, Text) { asked.json = true; }},
    Word{"--help",
         "",
         "print this",
         Option,
         kAll,
         {},
         [](Asked& asked, Text) { asked.help = true; }},
};

} // namespace

std::span<const Word> words() noexcept {
    return kWords;
}

Result<Asked> read_words(std::span<const char* const> given) {
    Result<Asked> asked = words::read(words(), given);
    if (asked && !asked->help && asked->command != "import" &&
        asked->asn_table.empty() != asked->fields.asn.empty())
        return Error("--asn-table and --asn-path need each other");
    return asked;
}

std::string help_text() {
    return words::help_text(
        "signpost-map", words(),
        "A MAP is a .csv file (prefix,isp,region,country,tags) or an .mmdb file. The exit status "
        "is 0 if\nall is well, 1 if a file is wrong or cannot be written, and 2 if the command "
        "line is wrong.\nThe manual is signpost-map(1).\n");
}

} // namespace signpost::map_tool
