// signpostctl: talks to a running signpostd over its UNIX socket. See man/signpostctl.1.
//
// Exit status: 0 all is well; 1 the server answered, and something needs the operator, or diff
// found something; 2 there was no answer, or the command line is wrong.
#include "ask.hpp"
#include "render.hpp"
#include "request_line.hpp"
#include "text.hpp"
#include "times.hpp"
#include "words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <optional>
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
        {"status", render_status},
        {"reload", render_reload},
        {"check", render_check},
        {"explain", render_explain},
        {"simulate", render_simulate},
        {"diff", render_diff},
        {"override set", render_confirmation},
        {"override clear", render_confirmation},
        {"override list", render_overrides},
        {"drain", render_confirmation},
        {"failback", render_confirmation},
        {"probe", render_probe},
        {"journal", render_journal},
};

/// `command` is one of the table.
Result<Rendering> render(const std::string& response, std::string_view command, bool is_json) {
    const auto* const by_command = std::ranges::find(
        kRenderings, command, &std::remove_cvref_t<decltype(kRenderings[0])>::first);
    try {
        const auto answer = nlohmann::ordered_json::parse(response);
        if (answer.contains("error")) return Error(answer["error"].get<std::string>());
        // Of a watch, what comes after the status is what happens.
        Rendering rendering =
            by_command != std::end(kRenderings) ? by_command->second(answer) : render_entry(answer);
        if (is_json) rendering.text = response + "\n";
        return rendering;
    } catch (const nlohmann::json::exception& error) {
        return Error(std::string("the server's answer is not understood: ") + error.what());
    }
}

Result<Rendering> run(const std::string& request, const Asked& asked) {
    const Result<std::string> response = ask(asked.socket, request);
    if (!response) return response.error();
    return render(*response, asked.command, asked.json);
}

/// Ends with an error only: an operator who has seen enough presses Ctrl-C.
Error watch(const std::string& request, const Asked& asked) {
    std::string_view command = "status";
    std::optional<Error> fault;
    const auto show = [&](const std::string& line) {
        const Result<Rendering> rendering =
            render(line, std::exchange(command, "watch"), asked.json);
        if (rendering)
            std::cout << rendering->text << std::flush;
        else
            fault = rendering.error();
        return !fault && std::cout.good();
    };
    const std::optional<Error> end = follow(asked.socket, request, show);
    if (end) return *end;
    return fault ? *std::move(fault) : Error("cannot write to the standard output");
}

int fail(const Error& error) {
    std::cerr << "signpostctl: " << plain(error.reason()) << "\n";
    return kNoAnswer;
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
    const Result<std::string> request = request_line(*asked, wall_now_ms());
    if (!request) return fail(request.error());
    if (asked->command == "watch") return fail(watch(*request, *asked));
    const Result<Rendering> rendering = run(*request, *asked);
    if (!rendering) return fail(rendering.error());
    std::cout << rendering->text << std::flush;
    return rendering->is_well ? 0 : kNeedsOperator;
}

} // namespace
} // namespace signpost::ctl

int main(int argc, char** argv) {
    const std::span words(argv, static_cast<std::size_t>(argc));
    return signpost::ctl::main(words.subspan(std::min<std::size_t>(1, words.size())));
}
