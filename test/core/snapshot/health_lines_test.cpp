#include "core/snapshot/health_lines.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace signpost {
namespace {

using health::Standing;
using health::Standings;
using Lines = std::vector<std::string>;

health::Subject named(const std::string& text) {
    return *health::parse_subject(text);
}

TEST_SUITE("core/snapshot/health_lines") {

    TEST_CASE("nothing to tell is told") {
        CHECK(health_lines({}, false) == Lines{"all is up"});
    }

    TEST_CASE("what is not plainly up, from the widest to the narrowest, in its own words") {
        Standings standings;
        standings.conditions = {
            {named("service/www.example"), {.standing = Standing::TakenDown}},
            {named("endpoint/192.0.2.1"),
             {.share_percent = 30,
              .is_stale = true,
              .cause = "endpoint 192.0.2.1 is up since today"}},
            {{health::SubjectKind::Endpoint, "192.0.2.1", "web", "10.0.0.1"},
             {.standing = Standing::Down}},
            {named("link/a"), {.standing = Standing::Drained}},
            {named("site/B"), {.is_unsteady = true, .cause = "site B is up since now: ok"}}};
        const Lines lines = health_lines(standings, true);
        REQUIRE(lines.size() == 6);
        CHECK(lines[0].starts_with("blind: "));
        CHECK(Lines(lines.begin() + 1, lines.end()) ==
              Lines{"site B is up since now: ok", "link/a is drained",
                    "endpoint 192.0.2.1 is up since today; it gets 30 % of its weight; nothing "
                    "newer is known",
                    "endpoint/192.0.2.1 (web at 10.0.0.1) is down",
                    "service/www.example. is taken down"});
    }

    TEST_CASE("however much there is to tell, it fits one message, and the rest is counted") {
        Standings standings;
        for (int i = 0; i < 5000; ++i)
            standings.conditions[named("endpoint/n" + std::to_string(i) + ".example.")] = {
                .standing = Standing::Down, .cause = std::string(static_cast<std::size_t>(i), 'x')};
        const Lines lines = health_lines(standings, true);
        std::size_t octets = 0;
        for (const std::string& line : lines) {
            CHECK(line.size() <= 1020);
            octets += 12 + line.size() + std::max<std::size_t>((line.size() + 254) / 255, 1);
        }
        CHECK(octets <= 65'535 - 12 - (255 + 4) - 300);
        CHECK(octets > 60'000);
        CHECK(lines.back() == "and " + std::to_string(5000 - (lines.size() - 2)) +
                                  " more; signpostctl status tells all");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost
