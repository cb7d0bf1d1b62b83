#include "control_plane/control_socket/health_json.hpp"
#include "control_plane/control_socket/health_status.hpp"

#include <doctest/doctest.h>

namespace signpost::control_socket {
namespace {

using health::Subject;
using health::SubjectKind;

const Subject kSite{SubjectKind::Site, "A", {}, {}};
const Subject kLink{SubjectKind::Link, "a-telecom", {}, {}};
const Subject kPortal{SubjectKind::Endpoint, "203.0.113.10", "portal", "10.1.0.10"};
const Subject kOther{SubjectKind::Endpoint, "203.0.113.10", "other", {}};

director::View view_of(const Subject& subject, std::optional<std::uint32_t> parent) {
    return {.subject = subject,
            .verdict = health::Verdict::Up,
            .condition = {},
            .since_wall_ms = 5,
            .last_error = {},
            .rtt_us = 0,
            .load_percent = 0,
            .parent = parent,
            .is_stale = false,
            .override = {}};
}

TEST_SUITE("control_plane/control_socket/health_status") {

    TEST_CASE("services stand with the endpoints that are judged for them, once each") {
        const EndpointUse uses[] = {
            {kPortal, "b."}, {kOther, "c."}, {kPortal, "a."}, {kPortal, "b."}, {{}, "d."}};
        const std::vector<SubjectStatus> subjects =
            subjects_of({view_of(kSite, {}), view_of(kLink, 0), view_of(kPortal, 1)}, uses);
        REQUIRE(subjects.size() == 3);
        CHECK(subjects[1].services.empty());
        CHECK(subjects[2].services == std::vector<std::string>{"a.", "b."});
        CHECK(subjects[2].view.parent == 1);
    }

    TEST_CASE("what is at rest is left out of a subject") {
        director::View down = view_of(kPortal, 0);
        down.verdict = health::Verdict::Unknown;
        down.condition = {.standing = health::Standing::TakenDown,
                          .is_unsteady = true,
                          .share_percent = 40,
                          .held_by = 1,
                          .cause = "by li"};
        down.last_error = "no answer";
        down.rtt_us = 7;
        down.load_percent = 80;
        down.is_stale = true;
        down.override = director::Override{.subject = kPortal,
                                           .standing = health::Standing::TakenDown,
                                           .author = "li",
                                           .reason = "works",
                                           .set_wall_ms = 1,
                                           .until_wall_ms = 2};
        const HealthStatus health{
            .subjects = subjects_of({view_of(kSite, {}), std::move(down)}, {}),
            .blind_since_wall_ms = 9,
            .journal = {.trouble = "full", .waiting = 3, .lost = 4, .written = 5},
            .probe_count = 6,
            .probes = {.asked = 7, .postponed = 8, .under_way = 9}};
        CHECK(line_of(to_json(health)) ==
              R"({"subjects":[{"subject":"site/A","kind":"site","name":"A","verdict":"up",)"
              R"("standing":"up","since_wall_ms":5},)"
              R"-({"subject":"endpoint/203.0.113.10 (portal at 10.1.0.10)","kind":"endpoint",)-"
              R"("name":"203.0.113.10","verdict":"unknown","standing":"taken-down",)"
              R"("since_wall_ms":5,"check":"portal","probe_at":"10.1.0.10","parent":"site/A",)"
              R"("cause":"by li","last_error":"no answer","rtt_us":7,"load_percent":80,)"
              R"("stale":true,"unsteady":true,"share_percent":40,"held_back":true,)"
              R"-("override":{"subject":"endpoint/203.0.113.10 (portal at 10.1.0.10)",)-"
              R"("standing":"down","author":"li","reason":"works","set_wall_ms":1,)"
              R"("until_wall_ms":2}}],"blind_since_wall_ms":9,)"
              R"("journal":{"trouble":"full","entries_waiting":3,"entries_lost":4},)"
              R"("probes":{"count":6,"asked":7,"postponed":8,"under_way":9}})"
              "\n");
    }

    TEST_CASE("answers about overrides, the journal and probes are one line each") {
        const director::Override overrides[] = {{.subject = kLink,
                                                 .standing = health::Standing::Drained,
                                                 .author = "li",
                                                 .reason = "a\nb",
                                                 .set_wall_ms = 1,
                                                 .until_wall_ms = {}}};
        CHECK(to_line(overrides) ==
              R"({"overrides":[{"subject":"link/a-telecom","standing":"drain","author":"li",)"
              R"("reason":"a\nb","set_wall_ms":1,"until_wall_ms":null}]})"
              "\n");
        CHECK(to_line(Confirmation{.subject = kSite, .notes = {"x"}}) ==
              "{\"subject\":\"site/A\",\"notes\":[\"x\"]}\n");
        const journal::Entry entry{.number = 1,
                                   .wall_ms = 2,
                                   .event = "flip",
                                   .subject = "site/A",
                                   .detail = "up -> down",
                                   .author = {},
                                   .rtt_us = 3};
        const std::string text = R"({"number":1,"wall_ms":2,"event":"flip","subject":"site/A",)"
                                 R"("detail":"up -> down","author":"","rtt_us":3})";
        CHECK(to_line(entry) == text + "\n");
        CHECK(to_line(std::span(&entry, 1), journal::State{}) ==
              R"({"entries":[)" + text +
                  R"(],"journal":{"trouble":"","entries_waiting":0,"entries_lost":0}})"
                  "\n");
        const ProbedTarget target{.check = "portal",
                                  .target = "192.0.2.1",
                                  .answer = {.observation = {.outcome = health::Outcome::Silent,
                                                             .started_ms = 10,
                                                             .ended_ms = 40,
                                                             .rtt_us = 0,
                                                             .detail = "no answer within 30 ms"},
                                             .retry_after_s = 0,
                                             .stages = {{"connected", 12}}}};
        CHECK(to_line("all-of-it", std::span(&target, 1), 7) ==
              R"({"check":"all-of-it","targets":[{"check":"portal","target":"192.0.2.1",)"
              R"("outcome":"silent","detail":"no answer within 30 ms","rtt_us":0,"took_ms":30,)"
              R"("load_percent":0,"retry_after_s":0,)"
              R"("stages":[{"what":"connected","at_us":12}]}],"left_out":7})"
              "\n");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
