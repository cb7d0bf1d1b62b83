// signpostctl: talks to a running signpostd over its UNIX socket. See man/signpostctl.1.
//
// Exit status: 0 all is well; 1 the server answered, and something needs the operator, or diff
// found something; 2 there was no answer, or the command line is wrong.
#include "ask.hpp"
#include "render.hpp"
#include "words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace signpost::ctl {
namespace {

constexpr int kNeedsOperator = 1;
constexpr int kNoAnswer = 2;

constexpr std::pair<std::string_view, Rendering (*)(const nlohmann::ordered_json&)> kRenderings[] =
    {
        {"status", render_status},   {"reload", render_reload},     {"check", render_check},
        {"explain", render_explain}, {"simulate", render_simulate}, {"diff", render_diff},
};

Result<Rendering> render(const std::string& response, const Asked& asked) {
    const auto* const by_command = std::ranges::find(
        kRenderings, asked.command, &std::remove_cvref_t<decltype(kRenderings[0])>::first);
    try {
        const auto answer = nlohmann::ordered_json::parse(response);
        if (answer.contains("error")) return Error(answer["error"].get<std::string>());
        Rendering rendering = by_command->second(answer);
        if (asked.json) rendering.text = response;
        return rendering;
    } catch (const nlohmann::json::exception& error) {
        return Error(std::string("the server's answer is not understood: ") + error.what());
    }
}

Result<Rendering> run(const Asked& asked) {
    const Result<std::string> response = ask(asked.socket, request_line(asked));
    if (!response) return response.error();
    return render(*response, asked);
}

int main(std::span<const char* const> words) {
    const Result<Asked> asked = read_words(words);
    if (!asked) {
        std::cerr << "signpostctl: " << asked.error().reason() << "\n\n" << help_text();
        return kNoAnswer;
    }
    if (asked->help) {
        std::cout << help_text();
        return 0;
    }
    const Result<Rendering> rendering = run(*asked);
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
