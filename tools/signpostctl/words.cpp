#include "words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace signpost::ctl {
namespace {

using Text = std::string_view;

// Sets of commands.
constexpr std::uint8_t kStatus = 1;
constexpr std::uint8_t kReload = 2;
constexpr std::uint8_t kCheck = 4;
constexpr std::uint8_t kExplain = 8;
constexpr std::uint8_t kSimulate = 16;
constexpr std::uint8_t kDiff = 32;
constexpr std::uint8_t kAll = 0xff;

void nothing_more(Asked& /*asked*/, Text /*text*/) {}

constexpr std::array kWords{
    Word{"status", "", "what the server is doing, and what needs a look", true, kStatus,
         nothing_more},
    Word{"reload", "", "read configuration, maps and zones now, wait, and tell the result", true,
         kReload, nothing_more},
    Word{"check", "", "read configuration, maps and zones as for a start, and change nothing", true,
         kCheck, nothing_more},
    Word{"explain", "NAME", "what a client gets for a name, and why; needs --client", true,
         kExplain, [](Asked& asked, Text name) { asked.name = name; }},
    Word{"simulate", "", "what would change if something went down, and nothing is changed", true,
         kSimulate, nothing_more},
    Word{"diff", "", "what a reload would change in answers, and nothing is changed", true, kDiff,
         nothing_more},
    Word{"--client", "ADDRESS",
         "the client; of a prefix, its first address. For simulate: the class of this client "
         "only; may be repeated",
         false, kExplain | kSimulate,
         [](Asked& asked, Text client) { asked.clients.emplace_back(client); }},
    Word{"--type", "TYPE", "only these records: A, AAAA or CNAME", false, kExplain,
         [](Asked& asked, Text type) { asked.type = type; }},
    Word{"--down", "TARGET",
         "as if it were taken down: site/NAME, link/NAME or endpoint/ADDRESS; may be repeated",
         false, kSimulate, [](Asked& asked, Text target) { asked.down.emplace_back(target); }},
    Word{"--drain", "TARGET", "as if it were drained; may be repeated", false, kSimulate,
         [](Asked& asked, Text target) { asked.drain.emplace_back(target); }},
    Word{"--up", "TARGET", "as if it were up; may be repeated", false, kSimulate,
         [](Asked& asked, Text target) { asked.up.emplace_back(target); }},
    Word{"--isp", "NAME", "clients of this ISP only", false, kSimulate,
         [](Asked& asked, Text isp) { asked.isp = isp; }},
    Word{"--service", "NAME", "this steered name only", false, kSimulate,
         [](Asked& asked, Text service) { asked.service = service; }},
    Word{"--socket", "PATH", "where the server listens; /run/signpost/control.sock if left out",
         false, kAll, [](Asked& asked, Text path) { asked.socket = path; }},
    Word{"--json", "", "print the server's answer as it came: one line of JSON", false, kAll,
         [](Asked& asked, Text) { asked.json = true; }},
    Word{"--help", "", "print this", false, kAll, [](Asked& asked, Text) { asked.help = true; }},
};

/// Takes its argument out of `rest`.
std::optional<Error> read_word(const Word& word, std::span<const char* const>& rest, Asked& asked) {
    if (word.is_command && !asked.command.empty()) return Error("one command at a time");
    if (word.is_command) asked.command = word.name;
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
std::optional<Error> check_options(const Asked& asked, std::span<const Word* const> found) {
    const auto* const command = std::ranges::find(kWords, asked.command, &Word::name);
    for (const Word* word : found)
        if ((word->commands & command->commands) == 0)
            return Error(std::string(word->name) + " does not belong to " + asked.command);
    if (asked.command == "explain" && asked.clients.size() != 1)
        return Error("explain needs one --client");
    return std::nullopt;
}

} // namespace

std::span<const Word> words() noexcept {
    return kWords;
}

Result<Asked> read_words(std::span<const char* const> given) {
    Asked asked;
    std::vector<const Word*> found;
    while (!given.empty()) {
        const std::string_view name = given.front();
        given = given.subspan(1);
        const auto* const word = std::ranges::find(kWords, name, &Word::name);
        if (word == kWords.end()) return Error("unknown word " + std::string(name));
        found.push_back(word);
        if (std::optional<Error> fault = read_word(*word, given, asked)) return *std::move(fault);
    }
    if (asked.help) return asked;
    if (asked.command.empty()) return Error("which command?");
    if (std::optional<Error> fault = check_options(asked, found)) return *std::move(fault);
    return asked;
}

std::string request_line(const Asked& asked) {
    nlohmann::ordered_json request{{"command", asked.command}};
    const std::pair<const char*, const std::string*> texts[] = {{"name", &asked.name},
                                                                {"type", &asked.type},
                                                                {"isp", &asked.isp},
                                                                {"service", &asked.service}};
    for (const auto& [key, text] : texts)
        if (!text->empty()) request[key] = *text;
    const std::pair<const char*, const std::vector<std::string>*> lists[] = {
        {"down", &asked.down}, {"drain", &asked.drain}, {"up", &asked.up}};
    for (const auto& [key, list] : lists)
        if (!list->empty()) request[key] = *list;
    if (asked.command == "explain")
        request["client"] = asked.clients.front();
    else if (!asked.clients.empty())
        request["clients"] = asked.clients;
    // A word that is not UTF-8 is replaced: the server then tells what it does not know.
    return request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string help_text() {
    constexpr std::size_t kLeft = 20;
    std::string text = "usage: signpostctl COMMAND [OPTION...]\n\n";
    for (const Word& word : kWords) {
        std::string left = "  " + std::string(word.name) + " " + std::string(word.argument);
        left.resize(std::max(left.size() + 1, kLeft), ' ');
        text += left + std::string(word.meaning) + "\n";
    }
    return text + "\nThe exit status is 0 if all is well, 1 if something needs you, or diff found "
                  "something,\nand 2 if there was no answer. The manual is signpostctl(1).\n";
}

} // namespace signpost::ctl
