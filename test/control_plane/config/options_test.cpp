#include "control_plane/config/options.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace signpost::config {
namespace {

TEST_SUITE("control_plane/config/options") {

    TEST_CASE("each option stands once in the table, with a meaning") {
        std::vector<std::string_view> pointers;
        for (const Option& option : options()) {
            CAPTURE(option.pointer);
            CHECK(option.meaning.ends_with('.'));
            pointers.push_back(option.pointer);
        }
        std::ranges::sort(pointers);
        CHECK(std::ranges::adjacent_find(pointers) == pointers.end());
    }

    TEST_CASE("the default of each option is one that the option takes") {
        for (const Option& option : options()) {
            CAPTURE(option.pointer);
            std::string text = value_text(option, Config());
            std::string pointer(option.pointer);
            while (!pointer.empty()) {
                const std::size_t slash = pointer.rfind('/');
                text = "{\"" + pointer.substr(slash + 1) + "\": " + text + "}";
                pointer.resize(slash);
            }
            CAPTURE(text);
            const Parsed parsed = parse(text, "signpost.json");
            CHECK(parsed.complaints.empty());
            CHECK(value_text(option, parsed.config) == value_text(option, Config()));
        }
    }

    TEST_CASE("only a changed option that is fixed at start needs a restart") {
        Config wanted;
        wanted.settings.identity = "ns2";
        CHECK(restart_needed(Config(), wanted).empty());
        wanted.udp_workers = 2;
        wanted.listen.pop_back();
        CHECK(restart_needed(Config(), wanted) ==
              std::vector<std::string_view>{"/server/listen", "/server/udp_workers"});
    }

    TEST_CASE("the listing tells type, range, default and meaning") {
        const std::string text = options_text();
        CHECK(text.find("/server/udp_payload_max\n"
                        "    whole number, 512 to 4096 octets; default 1232\n"
                        "    Largest reply over UDP") != std::string::npos);
        CHECK(
            text.find("/server/listen\n"
                      "    list of addresses with port, 1 to 64 of them; default [\"0.0.0.0:53\",\n"
                      "    \"[::]:53\"]; fixed at start\n") != std::string::npos);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
