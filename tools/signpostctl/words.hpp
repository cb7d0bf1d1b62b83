// The command line of signpostctl: one table, from which it is read, explained and documented.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::ctl {

/// What was asked for; each command takes what it needs. What a text means is the server's to say.
struct Asked {
    std::string command;
    std::string name; ///< Of explain.
    std::string type;
    std::string isp;
    std::string service;
    std::vector<std::string> clients;
    std::vector<std::string> down;
    std::vector<std::string> drain;
    std::vector<std::string> up;
    std::string socket = "/run/signpost/control.sock";
    bool json = false;
    bool help = false;
};

/// An error names the word that is wrong.
[[nodiscard]] Result<Asked> read_words(std::span<const char* const> given);

/// The line that asks the server, with its newline.
[[nodiscard]] std::string request_line(const Asked& asked);

[[nodiscard]] std::string help_text();

struct Word {
    std::string_view name;
    std::string_view argument; ///< Empty: it takes none.
    std::string_view meaning;
    bool is_command;
    std::uint8_t commands; ///< That take it, as a set; of a command, itself.
    void (*apply)(Asked&, std::string_view argument);
};
[[nodiscard]] std::span<const Word> words() noexcept;

} // namespace signpost::ctl
