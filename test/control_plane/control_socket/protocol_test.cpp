#include "control_plane/control_socket/protocol.hpp"

#include <doctest/doctest.h>

namespace signpost::control_socket {
namespace {

TEST_SUITE("control_plane/control_socket/protocol") {

    TEST_CASE("an error is told in words") {
        CHECK(to_line(Error("no")) == "{\"error\":\"no\"}\n");
    }

    TEST_CASE("a status is one line, whatever octets a file name holds") {
        Status status{.version = "0.1.0",
                      .uptime_s = 5,
                      .generation = 2,
                      .listen = {"[::1]:53"},
                      .counters = {{"udp_queries", 7}},
                      .zones = {},
                      .maps = {{"a.csv", FileState::Served, 3, {}}},
                      .steering = {2, 9, "too many", {"odd"}},
                      .complaints = {"a\nb"}};
        status.zones.push_back({.origin = "example.",
                                .file = "\xff.zone",
                                .state = FileState::Stale,
                                .serial = 4'000'000'000,
                                .record_count = 12,
                                .complaints = {}});
        status.zones.push_back({.origin = "org.",
                                .file = "org.zone",
                                .state = FileState::NotServed,
                                .complaints = {"x"}});
        CHECK(to_line(status) ==
              R"({"version":"0.1.0","uptime_s":5,"generation":2,"listen":["[::1]:53"],)"
              R"("counters":{"udp_queries":7},"zones":[{"origin":"example.","file":")"
              "\xEF\xBF\xBD"
              R"(.zone","state":"stale","complaints":[],"serial":4000000000,"records":12},)"
              R"({"origin":"org.","file":"org.zone","state":"not-served","complaints":["x"]}],)"
              R"("maps":[{"file":"a.csv","state":"served","entries":3,"complaints":[]}],)"
              R"("steering":{"services":2,"classes":9,"warnings":["odd"],"refusal":"too many"},)"
              R"("health":{"subjects":[],"blind_since_wall_ms":null,)"
              R"("journal":{"trouble":"","entries_waiting":0,"entries_lost":0},)"
              R"("probes":{"count":0,"asked":0,"postponed":0,"under_way":0}},)"
              R"("complaints":["a\nb"]})"
              "\n");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
