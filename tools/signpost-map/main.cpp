// signpost-map: makes client maps, asks them, and compares them. See man/signpost-map.1.
#include "commands.hpp"
#include "output.hpp"

#include <iostream>
#include <map>
#include <string>

namespace signpost::map_tool {
namespace {

int run(std::span<const char* const> words) {
    const Result<Asked> asked = read_words(words);
    if (!asked) return fail_call(asked.error().reason());
    if (asked->help) {
        std::cout << help_text();
        return kGood;
    }
    static constexpr std::pair<std::string_view, int (*)(const Asked&)> kCommands[] = {
        {"build", build}, {"import", import}, {"lookup", lookup}, {"diff", diff}};
    for (const auto& [name, command] : kCommands)
        if (asked->command == name) return command(*asked);
    return kWrongCall; // read_words knows no other
}

/// What is still on its way to the standard output may not get there.
int finish(int status) {
    if (std::cout.flush()) return status;
    std::cerr << "signpost-map: cannot write to the standard output\n";
    return kWrongFile;
}

} // namespace
} // namespace signpost::map_tool

int main(int argc, char** argv) {
    const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
    return signpost::map_tool::finish(signpost::map_tool::run(words.subspan(1)));
}
