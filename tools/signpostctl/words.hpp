// The command line of signpostctl: one table, from which it is read, explained and documented.
#pragma once

#include "base/result.hpp"
#include "words/words.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace signpost::ctl {

/// What was asked for; each command takes what it needs. What a text means is the server's to say,
/// but for times.
struct Asked {
    std::string command;
    std::vector<std::string> names; ///< A domain name, a subject, a check: in the order given.
    std::string type;
    std::string isp;
    std::string service;
    std::vector<std::string> clients;
    std::vector<std::string> down;
    std::vector<std::string> drain;
    std::vector<std::string> up;
    std::string reason;
    std::string author;
    std::string lasts;
    std::string until;
    std::string since;
    std::string subject;
    std::string event;
    std::string limit;
    bool is_forced = false;
    std::string socket = "/run/signpost/control.sock";
    bool json = false;
    bool help = false;
};

/// An error names the word that is wrong.
[[nodiscard]] Result<Asked> read_words(std::span<const char* const> given);

[[nodiscard]] std::string help_text();

using Word = words::Word<Asked>;
[[nodiscard]] std::span<const Word> words() noexcept;

} // namespace signpost::ctl
