// The command line of a program: one table of words, from which it is read (reader.hpp), explained
// and documented. For the programs in tools/.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace signpost::words {

enum class Kind : std::uint8_t {
    Command, ///< May be two words: "override set". Words after it without dashes are its names.
    Option,
    List, ///< An option that may be repeated.
};

/// How many names a command takes.
struct Names {
    std::size_t least = 0;
    std::size_t most = 0;
};
inline constexpr std::size_t kAnyNumber = 10'000;

/// `Asked` has at least: command, names, help.
template <class Asked>
struct Word {
    std::string_view name;
    std::string_view argument; ///< Of a command, its names. Empty: it takes none.
    std::string_view meaning;
    Kind kind;
    std::uint32_t commands; ///< That take it, as a set; of a command, itself.
    Names names{};
    void (*apply)(Asked&, std::string_view argument) = nullptr; ///< Of options.
};

/// All words, and `ending` after them.
template <class Asked>
[[nodiscard]] std::string help_text(std::string_view program, std::span<const Word<Asked>> words,
                                    std::string_view ending) {
    constexpr std::size_t kLeft = 24;
    std::string text = "usage: " + std::string(program) + " COMMAND [OPTION...]\n\n";
    for (const Word<Asked>& word : words) {
        std::string left = "  " + std::string(word.name) + " " + std::string(word.argument);
        left.resize(std::max(left.size() + 1, kLeft), ' ');
        text += left + std::string(word.meaning) + "\n";
    }
    return text + "\n" + std::string(ending);
}

} // namespace signpost::words
