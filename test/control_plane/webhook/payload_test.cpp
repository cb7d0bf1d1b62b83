#include "control_plane/webhook/payload.hpp"

#include <doctest/doctest.h>

#include <array>

namespace signpost::webhook {

TEST_SUITE("control_plane/webhook/payload") {
    TEST_CASE("a flip is told with its evidence, another event with its details") {
        const director::Flip flip{
            .subject = {.kind = health::SubjectKind::Link, .name = "a-telecom"},
            .from = health::Verdict::Up,
            .to = health::Verdict::Down,
            .evidence = "gateway 203.0.113.1: no answer within 300 ms",
            .rtt_us = 12,
            .when = {.monotonic_ms = 5, .wall_ms = 1'795'386'000'007}};
        const std::array messages{
            message_of(flip), Message{.wall_ms = 0, .event = "blind", .evidence = "a \"b\" \xff"}};
        CHECK(
            to_json("ns1", 3, messages) ==
            R"({"sender":"ns1","dropped":3,"messages":[)"
            R"({"time":"2026-11-22T22:20:00.007Z","event":"flip","subject":"link/a-telecom",)"
            R"("from":"up","to":"down","evidence":"gateway 203.0.113.1: no answer within 300 ms",)"
            R"("rtt_us":12},)"
            R"({"time":"1970-01-01T00:00:00.000Z","event":"blind","subject":"",)"
            "\"evidence\":\"a \\\"b\\\" \xef\xbf\xbd\",\"rtt_us\":0}]}\n");
    }
}

} // namespace signpost::webhook
