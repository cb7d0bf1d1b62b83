// The command line of signpost-map: one table, from which it is read and explained.
#pragma once

#include "base/result.hpp"
#include "control_plane/maps/mmdb_map.hpp"
#include "words/words.hpp"

#include <span>
#include <string>
#include <vector>

namespace signpost::map_tool {

/// What was asked for; each command takes what it needs.
struct Asked {
    std::string command;
    std::vector<std::string> names; ///< Files, or an address, or a kind: in the order given.
    std::string output;             ///< Empty: standard output.
    std::string description;
    std::string isp;
    std::string asn_table;
    std::string name_table;
    maps::MmdbFields fields;
    bool json = false;
    bool help = false;
};

/// An error names the word that is wrong.
[[nodiscard]] Result<Asked> read_words(std::span<const char* const> given);

[[nodiscard]] std::string help_text();

using Word = words::Word<Asked>;
[[nodiscard]] std::span<const Word> words() noexcept;

} // namespace signpost::map_tool
