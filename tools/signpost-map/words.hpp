// The command line of signpost-map: one table, from which it is read and explained.
#pragma once

#include "base/result.hpp"
#include "control_plane/maps/mmdb_map.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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

/// The options as items of a list of the manual page.
struct Word {
    std::string_view name;
    std::string_view argument; ///< Empty: it takes none.
    std::string_view meaning;
    bool is_command;
    std::uint8_t commands; ///< That take it, as a set; of a command, itself.
    void (*apply)(Asked&, std::string_view argument);
};
[[nodiscard]] std::span<const Word> words() noexcept;

} // namespace signpost::map_tool
