// Prints one of the tables in the code as a list of a manual page, in mdoc.
//
// usage: manual_tables events|counters|options|sections|map_commands|map_options|
// ctl_commands|ctl_options. Called by gen_manual.py only; it is built with the tests and not
// installed.
#include "base/log.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/config/sections.hpp"
#include "control_plane/control_socket/health_counts.hpp"
#include "core/answer/counters.hpp"
#include "data_plane/transport_counts.hpp"
#include "signpost-map/words.hpp"
#include "signpostctl/words.hpp"

#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace signpost;

/// Text as mdoc wants it: sentences on lines of their own, backslashes and leading dots harmless.
std::string mdoc(std::string_view text) {
    std::string lines;
    for (const char c : text) {
        if (c == ' ' && (lines.ends_with(". ") || lines.ends_with('.')))
            lines += '\n';
        else if (c == '\\')
            lines += "\\e";
        else if ((c == '.' || c == '\'') && (lines.empty() || lines.ends_with('\n')))
            lines += std::string("\\&") + c;
        else
            lines += c;
    }
    return lines;
}

void print_item(std::string_view name, std::string_view remark, std::string_view meaning) {
    std::cout << ".It Cm " << name << '\n';
    if (!remark.empty()) std::cout << mdoc(remark) << ".\n.br\n";
    std::cout << mdoc(meaning) << '\n';
}

void print_events() {
    for (const log::Event* event : log::events())
        print_item(event->id, log::name_of(event->level), event->meaning);
}

void print_counters() {
    for (const answer::CountText& text : answer::kCountTexts)
        print_item(text.name, "", text.meaning);
    for (const data_plane::TransportCount& count : data_plane::kTransportCounts)
        print_item(count.name, "", count.meaning);
    for (const control_socket::HealthCount& count : control_socket::kHealthCounts)
        print_item(count.name, "", count.meaning);
}

template <class Word>
void print_words(std::span<const Word> words, bool commands) {
    for (const Word& word : words)
        if ((word.kind == words::Kind::Command) == commands)
            print_item(std::string(word.name) + (word.argument.empty() ? "" : " ") +
                           std::string(word.argument),
                       "", std::string(word.meaning) + ".");
}

void print_options() {
    for (const config::Option& option : config::options())
        print_item(option.pointer, config::remark_text(option), option.meaning);
}

void print_sections() {
    for (const config::Entry& entry : config::entries())
        print_item(entry.pointer, config::remark_text(entry.member), entry.member.meaning);
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view table = argc == 2 ? argv[1] : "";
    if (table == "events")
        print_events();
    else if (table == "counters")
        print_counters();
    else if (table == "options")
        print_options();
    else if (table == "sections")
        print_sections();
    else if (table == "map_commands")
        print_words(map_tool::words(), true);
    else if (table == "map_options")
        print_words(map_tool::words(), false);
    else if (table == "ctl_commands")
        print_words(ctl::words(), true);
    else if (table == "ctl_options")
        print_words(ctl::words(), false);
    else
        return 2;
    return std::cout.flush() ? 0 : 1;
}
