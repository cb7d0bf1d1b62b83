// signpostctl: talks to a running signpostd over its UNIX socket. See man/signpostctl.1.
//
// Exit status: 0 all is well; 1 the server answered, and something needs the operator; 2 there was
// no answer, or the command line is wrong.
#include "ask.hpp"
#include "render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace signpost::ctl {
namespace {

constexpr int kNeedsOperator = 1;
constexpr int kNoAnswer = 2;

struct Word {
    std::string_view name;
    std::string_view argument; ///< Empty: it takes none.
    std::string_view meaning;
    bool is_command = false;
};

constexpr std::array kWords{
    Word{"status", "", "what the server is doing, and which zones need a look", true},
    Word{"reload", "", "read configuration and changed zones now, wait, and tell the result", true},
    Word{"check", "", "read configuration and all zones as for a start, and change nothing", true},
    Word{"--socket", "PATH", "where the server listens; /run/signpost/control.sock if left out"},
    Word{"--json", "", "print the server's answer as it came: one line of JSON"},
    Word{"--help", "", "print this"},
};

struct Arguments {
    std::string command;
    std::string socket = "/run/signpost/control.sock";
    bool json = false;
    bool help = false;
};

std::string help_text() {
    std::string text = "usage: signpostctl COMMAND [OPTION...]\n\n";
    for (const Word& word : kWords) {
        std::string left = "  " + std::string(word.name) + " " + std::string(word.argument);
        left.resize(std::max<std::size_t>(left.size(), 18), ' ');
        text += left + std::string(word.meaning) + "\n";
    }
    return text + "\nThe exit status is 0 if all is well, 1 if something needs you, and 2 if the "
                  "server\ndid not answer. The manual is signpostctl(1).\n";
}

/// Takes words[i], and its argument if it has one; an error for what the table does not know.
std::optional<Error> take_word(std::span<const char* const> words, std::size_t& i,
                               Arguments& arguments) {
    const std::string_view name = words[i];
    const auto* const word = std::ranges::find(kWords, name, &Word::name);
    if (word == kWords.end()) return Error("unknown word " + std::string(name));
    if (word->is_command && !arguments.command.empty()) return Error("one command at a time");
    if (word->is_command) arguments.command = name;
    if (name == "--json") arguments.json = true;
    if (name == "--help") arguments.help = true;
    if (word->argument.empty()) return std::nullopt;
    if (++i == words.size())
        return Error(std::string(name) + " needs a " + std::string(word->argument));
    arguments.socket = words[i];
    return std::nullopt;
}

Result<Arguments> parse_arguments(std::span<const char* const> words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (const std::optional<Error> error = take_word(words, i, arguments)) return *error;
    if (arguments.command.empty() && !arguments.help) return Error("which command?");
    return arguments;
}

Result<Rendering> render(const std::string& response, const Arguments& arguments) {
    try {
        const auto answer = nlohmann::ordered_json::parse(response);
        if (answer.contains("error")) return Error(answer["error"].get<std::string>());
        Rendering rendering = arguments.command == "status"   ? render_status(answer)
                              : arguments.command == "reload" ? render_reload(answer)
                                                              : render_check(answer);
        if (arguments.json) rendering.text = response;
        return rendering;
    } catch (const nlohmann::json::exception& error) {
        return Error(std::string("the server's answer is not understood: ") + error.what());
    }
}

Result<Rendering> run(const Arguments& arguments) {
    const Result<std::string> response = ask(arguments.socket, arguments.command);
    if (!response) return response.error();
    return render(*response, arguments);
}

int main(std::span<const char* const> words) {
    const Result<Arguments> arguments = parse_arguments(words);
    if (!arguments) {
        std::cerr << "signpostctl: " << arguments.error().reason() << "\n\n" << help_text();
        return kNoAnswer;
    }
    if (arguments->help) {
        std::cout << help_text();
        return 0;
    }
    const Result<Rendering> rendering = run(*arguments);
    if (!rendering) {
        std::cerr << "signpostctl: " << rendering.error().reason() << "\n";
        return kNoAnswer;
    }
    std::cout << rendering->text << std::flush;
    return rendering->is_well ? 0 : kNeedsOperator;
}

} // namespace
} // namespace signpost::ctl

int main(int argc, char** argv) {
    const std::span words(argv, static_cast<std::size_t>(argc));
    return signpost::ctl::main(words.subspan(std::min<std::size_t>(1, words.size())));
}
