#include "control_plane/probe/excerpt.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {

TEST_SUITE("control_plane/probe/excerpt") {
    TEST_CASE("what people may be shown of an answer") {
        struct {
            std::string answer;
            std::string shown;
        } const rows[] = {
            {"", "\"\""},
            {"220 ready\r\n", "\"220 ready\""},
            {"one\ntwo", "\"one…\""},
            {"say \"\\\"", R"("say \"\\\"")"},
            {"\x1b[2J\x7f\xe4", R"("\x1b[2J\x7f\xe4")"},
            {std::string(60, 'x'), '"' + std::string(60, 'x') + '"'},
            {std::string(61, 'x'), '"' + std::string(60, 'x') + "…\""},
        };
        for (const auto& row : rows) {
            const test::Octets octets(row.answer.begin(), row.answer.end());
            CHECK(excerpt(octets) == row.shown);
        }
    }
}

} // namespace signpost::probe
