#include "control_plane/control_socket/comparison_line.hpp"

#include <doctest/doctest.h>

namespace signpost::control_socket {
namespace {

TEST_SUITE("control_plane/control_socket/comparison_line") {

    TEST_CASE("a comparison is one line; a name that is not steered is null") {
        steering::Comparison comparison{.services_before = 0, .services_after = 1};
        comparison.changes.push_back({.service = "www.example.",
                                      .classes = {"telecom"},
                                      .class_count = 1,
                                      .part = {.v4 = 0.5, .v6 = 0},
                                      .before = std::nullopt,
                                      .after = {{{steer::Kind::A, 15, "203.0.113.1", "a",
                                                  steering::Given::kAllDraws / 4}}}});
        comparison.spaces.push_back({"known IPv4", 65536, 0.25, {{"a", 0, 0.5}}});
        const std::string complaints[] = {"a.zone: bad"};
        CHECK(to_line(comparison, complaints) ==
              R"({"services_before":0,"services_after":1,"changes":[{"service":"www.example.",)"
              R"("classes":["telecom"],"class_count":1,"known_ipv4":0.5,"known_ipv6":0.0,)"
              R"("before":null,"after":[{"type":"A","ttl_s":15,"address":"203.0.113.1",)"
              R"("link":"a","part":0.25}]}],"changes_left_out":0,"spaces":[)"
              R"({"name":"known IPv4","size":65536.0,"moved":0.25,)"
              R"("links":[{"link":"a","before":0.0,"after":0.5}]}],"complaints":["a.zone: bad"]})"
              "\n");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
