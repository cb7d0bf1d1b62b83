#include "words.hpp"

#include <algorithm>
#include <array>

namespace signpost::map_tool {
namespace {

using Text = std::string_view;

void choose(Asked& asked, Text command) {
    asked.command = command;
}

constexpr std::array kWords{
    Word{"build", "MAP...", "make one map of several, the most important first; needs --output",
         true, choose},
    Word{"import", "KIND FILE...",
         "turn what others publish into a CSV map: cidr (a network in each line; needs --isp), "
         "ranges (start,end,country as of ip-location-db), asn (start,end,number as of "
         "ip-location-db; needs --asn-table), ip2region (ip2region.db of version 1)",
         true, choose},
    Word{"lookup", "ADDRESS MAP...", "tell what the maps, the most important first, say of it",
         true, choose},
    Word{"diff", "OLD NEW", "tell how much of the address space changes hands", true, choose},
    Word{"--output", "FILE", "write to this file, which is replaced as a whole", false,
         [](Asked& asked, Text file) { asked.output = file; }},
    Word{"--description", "TEXT", "what the built map says of itself", false,
         [](Asked& asked, Text text) { asked.description = text; }},
    Word{"--isp", "NAME", "the ISP of all networks of an imported list", false,
         [](Asked& asked, Text name) { asked.isp = name; }},
    Word{"--asn-table", "FILE", "lines of asn,isp: which ISP an AS number belongs to", false,
         [](Asked& asked, Text file) { asked.asn_table = file; }},
    Word{"--names", "FILE",
         "lines of found,wanted: what imported names become; those not in it are left out", false,
         [](Asked& asked, Text file) { asked.name_table = file; }},
    Word{"--isp-path", "PATH", "where a record of an .mmdb file names the ISP; isp if left out",
         false, [](Asked& asked, Text path) { asked.fields.isp = maps::parse_record_path(path); }},
    Word{"--region-path", "PATH",
         "and the region, like subdivisions/0/iso_code; region if left out", false,
         [](Asked& asked, Text path) { asked.fields.region = maps::parse_record_path(path); }},
    Word{"--country-path", "PATH", "and the country, like country/iso_code; country if left out",
         false,
         [](Asked& asked, Text path) { asked.fields.country = maps::parse_record_path(path); }},
    Word{"--asn-path", "PATH",
         "and the AS number, like autonomous_system_number; not read if left out", false,
         [](Asked& asked, Text path) { asked.fields.asn = maps::parse_record_path(path); }},
    Word{"--tags-path", "PATH", "and the tags; tags if left out", false,
         [](Asked& asked, Text path) { asked.fields.tags = maps::parse_record_path(path); }},
    Word{"--json", "", "print JSON instead of text", false,
         [](Asked& asked, Text) { asked.json = true; }},
    Word{"--help", "", "print this", false, [](Asked& asked, Text) { asked.help = true; }},
};

} // namespace

std::span<const Word> words() noexcept {
    return kWords;
}

Result<Asked> read_words(std::span<const char* const> given) {
    Asked asked;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string_view name = given[i];
        const auto* const word = std::ranges::find(kWords, name, &Word::name);
        const bool is_known = word != kWords.end() && word->is_command == asked.command.empty();
        const bool is_option = name.starts_with("--");
        if (!is_option && !asked.command.empty()) {
            asked.names.emplace_back(name);
        } else if (word == kWords.end() || (!is_option && !is_known)) {
            return Error("unknown word " + std::string(name));
        } else if (word->is_command) {
            word->apply(asked, name);
        } else if (word->argument.empty()) {
            word->apply(asked, {});
        } else if (++i == given.size()) {
            return Error(std::string(name) + " needs a " + std::string(word->argument));
        } else {
            word->apply(asked, given[i]);
        }
    }
    if (asked.command.empty() && !asked.help)
        return Error("say what to do: build, import, lookup or diff");
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
                  "exit status is 0, or\n1 if a file is wrong. The manual is signpost-map(1).\n";
}

} // namespace signpost::map_tool
