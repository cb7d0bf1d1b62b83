#include "words.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace signpost::map_tool {
namespace {

using Text = std::string_view;

void choose(Asked& asked, Text command) {
    asked.command = command;
}

// Sets of commands.
constexpr std::uint8_t kBuild = 1;
constexpr std::uint8_t kImport = 2;
constexpr std::uint8_t kLookup = 4;
constexpr std::uint8_t kDiff = 8;
constexpr std::uint8_t kReaders = kBuild | kLookup | kDiff; // of maps
constexpr std::uint8_t kAll = kReaders | kImport;

constexpr std::array kWords{
    Word{"build", "MAP...", "make one map of several, the most important first; needs --output",
         true, kBuild, choose},
    Word{"import", "KIND FILE...",
         "turn what others publish into a CSV map: cidr (a network in each line; needs --isp), "
         "ranges (start,end,country as of ip-location-db), asn (start,end,number as of "
         "ip-location-db; needs --asn-table), ip2region (ip2region.db of version 1)",
         true, kImport, choose},
    Word{"lookup", "ADDRESS MAP...", "tell what the maps, the most important first, say of it",
         true, kLookup, choose},
    Word{"diff", "OLD NEW", "tell how much of the address space changes hands", true, kDiff,
         choose},
    Word{"--output", "FILE", "write to this file, which is replaced as a whole", false,
         kBuild | kImport, [](Asked& asked, Text file) { asked.output = file; }},
    Word{"--description", "TEXT", "what the built map says of itself", false, kBuild,
         [](Asked& asked, Text text) { asked.description = text; }},
    Word{"--isp", "NAME", "the ISP of all networks of an imported list", false, kImport,
         [](Asked& asked, Text name) { asked.isp = name; }},
    Word{"--asn-table", "FILE",
         "lines of asn,isp: which ISP an AS number belongs to; but for import, --asn-path goes "
         "with it",
         false, kAll, [](Asked& asked, Text file) { asked.asn_table = file; }},
    Word{"--names", "FILE",
         "lines of found,wanted: what imported names become; those not in it are left out", false,
         kImport, [](Asked& asked, Text file) { asked.name_table = file; }},
    Word{"--isp-path", "PATH", "where a record of an .mmdb file names the ISP; isp if left out",
         false, kReaders,
         [](Asked& asked, Text path) { asked.fields.isp = maps::parse_record_path(path); }},
    Word{"--region-path", "PATH",
         "and the region, like subdivisions/0/iso_code; region if left out", false, kReaders,
         [](Asked& asked, Text path) { asked.fields.region = maps::parse_record_path(path); }},
    Word{"--country-path", "PATH", "and the country, like country/iso_code; country if left out",
         false, kReaders,
         [](Asked& asked, Text path) { asked.fields.country = maps::parse_record_path(path); }},
    Word{"--asn-path", "PATH",
         "and the AS number, like autonomous_system_number; not read if left out", false, kReaders,
         [](Asked& asked, Text path) { asked.fields.asn = maps::parse_record_path(path); }},
    Word{"--tags-path", "PATH", "and the tags; tags if left out", false, kReaders,
         [](Asked& asked, Text path) { asked.fields.tags = maps::parse_record_path(path); }},
    Word{"--json", "", "print JSON instead of text", false, kLookup | kDiff,
         [](Asked& asked, Text) { asked.json = true; }},
    Word{"--help", "", "print this", false, kAll, [](Asked& asked, Text) { asked.help = true; }},
};

/// Takes its argument out of `rest`, and adds it to `options`.
std::optional<Error> read_option(const Word& word, std::span<const char* const>& rest,
                                 std::vector<const Word*>& options, Asked& asked) {
    if (std::ranges::find(options, &word) != options.end())
        return Error(std::string(word.name) + " stands twice");
    options.push_back(&word);
    if (word.argument.empty()) {
        word.apply(asked, {});
        return std::nullopt;
    }
    if (rest.empty())
        return Error(std::string(word.name) + " needs a " + std::string(word.argument));
    word.apply(asked, rest.front());
    rest = rest.subspan(1);
    return std::nullopt;
}

/// An option that has no effect is a mistake, and the result not what was meant.
std::optional<Error> check_options(const Asked& asked, std::span<const Word* const> options) {
    const auto* const command = std::ranges::find(kWords, asked.command, &Word::name);
    for (const Word* option : options)
        if ((option->commands & command->commands) == 0)
            return Error(std::string(option->name) + " does not belong to " + asked.command);
    if (command->commands != kImport && asked.asn_table.empty() != asked.fields.asn.empty())
        return Error("--asn-table and --asn-path need each other");
    return std::nullopt;
}

} // namespace

std::span<const Word> words() noexcept {
    return kWords;
}

Result<Asked> read_words(std::span<const char* const> given) {
    Asked asked;
    std::vector<const Word*> options;
    while (!given.empty()) {
        const std::string_view name = given.front();
        given = given.subspan(1);
        const auto* const word = std::ranges::find(kWords, name, &Word::name);
        if (!name.starts_with("--") && !asked.command.empty())
            asked.names.emplace_back(name);
        else if (word == kWords.end())
            return Error("unknown word " + std::string(name));
        else if (word->is_command)
            word->apply(asked, name);
        else if (std::optional<Error> fault = read_option(*word, given, options, asked))
            return *std::move(fault);
    }
    if (asked.help) return asked;
    if (asked.command.empty()) return Error("say what to do: build, import, lookup or diff");
    if (std::optional<Error> fault = check_options(asked, options)) return *std::move(fault);
    return asked;
}

std::string help_text() {
    constexpr std::size_t kLeft = 24;
    std::string text = "usage: signpost-map COMMAND [OPTION...]\n\n";
    for (const Word& word : kWords) {
        std::string left = "  " + std::string(word.name) + " " + std::string(word.argument);
        left.resize(std::max(left.size() + 1, kLeft), ' ');
        text += left + std::string(word.meaning) + "\n";
    }
    return text + "\nA MAP is a .csv file (prefix,isp,region,country,tags) or an .mmdb file. The "
                  "exit status is 0 if\nall is well, 1 if a file is wrong or cannot be written, "
                  "and 2 if the command line is wrong.\nThe manual is signpost-map(1).\n";
}

} // namespace signpost::map_tool
