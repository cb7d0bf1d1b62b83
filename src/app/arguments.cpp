#include "app/arguments.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace signpost::app {
namespace {

struct Flag {
    std::string_view name;
    std::string_view argument; ///< Empty: it takes none.
    Mode mode;
    std::string_view meaning;
};

constexpr std::array kFlags{
    Flag{"--config", "FILE", Mode::Serve,
         "the configuration file; /etc/signpost/signpost.json if left out"},
    Flag{"--check", "", Mode::Check, "load everything, print every problem, serve nothing"},
    Flag{"--options", "", Mode::Options, "print every option of the configuration file"},
    Flag{"--schema", "", Mode::Schema,
         "print a JSON Schema of the configuration file, for editors"},
    Flag{"--version", "", Mode::Version, "print the version"},
    Flag{"--help", "", Mode::Help, "print this"},
};

} // namespace

Result<Arguments> parse_arguments(std::span<const char* const> arguments) {
    Arguments parsed;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        const auto* const flag = std::ranges::find(kFlags, word, &Flag::name);
        if (flag == kFlags.end()) return Error("unknown argument " + std::string(word));
        if (flag->argument.empty())
            parsed.mode = flag->mode;
        else if (++i < arguments.size())
            parsed.config = arguments[i];
        else
            return Error(std::string(word) + " needs a " + std::string(flag->argument));
    }
    return parsed;
}

std::string help_text() {
    constexpr std::size_t kColumn = 16;
    std::string text = "signpostd: an authoritative DNS server\n\n";
    for (const Flag& flag : kFlags) {
        std::string left = "  " + std::string(flag.name) + " " + std::string(flag.argument);
        left.resize(std::max(left.size(), kColumn + 2), ' ');
        text += left + std::string(flag.meaning) + "\n";
    }
    return text + "\nThe manual is signpostd(8); the configuration is signpost.json(5).\n";
}

} // namespace signpost::app
