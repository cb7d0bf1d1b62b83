#include "control_plane/control_socket/request.hpp"

#include <doctest/doctest.h>

namespace signpost::control_socket {
namespace {

/// Of {"command":"NAME", REST}.
Result<Request> parse(std::string_view command, std::string_view rest) {
    return parse_request(R"({"command":")" + std::string(command) + "\"" +
                         (rest.empty() ? "" : ",") + std::string(rest) + "}");
}

template <class T>
T read(std::string_view command, std::string_view rest) {
    const Result<Request> request = parse(command, rest);
    CAPTURE(rest);
    REQUIRE(request);
    return std::get<T>(*request);
}

TEST_SUITE("control_plane/control_socket/health_request") {

    TEST_CASE("an override says of what, for how long, who says it and why") {
        const auto drain = read<OverrideSetRequest>(
            "override-set", R"("subject":"link/a-telecom","standing":"drain","author":"li",)"
                            R"("reason":"works","for_s":7200)");
        CHECK(to_text(drain.subject) == "link/a-telecom");
        CHECK(drain.standing == health::Standing::Drained);
        CHECK(drain.author == "li");
        CHECK(drain.reason == "works");
        CHECK(drain.for_s == 7200);
        CHECK_FALSE(drain.until_wall_ms);
        CHECK_FALSE(drain.is_forced);
        const auto down = read<OverrideSetRequest>(
            "override-set", R"("subject":"endpoint/2001:DB8::1","standing":"down","author":"li",)"
                            R"("reason":"broken","until_wall_ms":5,"force":true)");
        CHECK(down.subject.name == "2001:db8::1");
        CHECK(down.standing == health::Standing::TakenDown);
        CHECK(down.until_wall_ms == 5);
        CHECK(down.is_forced);
        const auto up = read<OverrideSetRequest>(
            "override-set", R"("subject":"service/WWW.Example","standing":"up","author":"li")");
        CHECK(up.subject.name == "www.example.");
        CHECK(up.standing == health::Standing::Up);
        CHECK_FALSE(up.for_s);
    }

    TEST_CASE("what is wrong with a request is told") {
        // clang-format off
        const struct {
            const char* command;
            const char* rest;
            const char* why;
        } rows[] = {
            {"override-set", R"("standing":"up","author":"li")", R"("subject" is missing)"},
            {"override-set", R"("subject":"a-telecom","standing":"up","author":"li")",
             R"("subject" must be site/NAME, link/NAME, endpoint/ADDRESS or service/NAME, not "a-telecom")"},
            {"override-set", R"("subject":"site/A","standing":"off","author":"li")", R"("standing" must be up, drain or down, not "off")"},
            {"override-set", R"("subject":"site/A","standing":"up")", R"("author" is missing: who says so?)"},
            {"override-set", R"("subject":"site/A","standing":"down","author":"li")", R"("reason" is missing: others will ask why it is not in use)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"l\u001bi")", R"("author" must be one line of plain text)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"li","for_s":0)", R"("for_s" must be an integer from 1 to 316224000)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"li","for_s":1.5)", R"("for_s" must be an integer from 1 to 316224000)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"li","for_s":18446744073709551615)", R"("for_s" must be an integer from 1 to 316224000)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"li","for_s":1,"until_wall_ms":1)",
             R"("until_wall_ms" and "for_s" say the same thing: leave one out)"},
            {"override-set", R"("subject":"site/A","standing":"up","author":"li","force":1)", R"("force" must be true or false)"},
            {"override-clear", R"("subject":"site/A")", R"("author" is missing: who says so?)"},
            {"override-list", R"("subject":"site/A")", R"("subject" is not known for this command)"},
            {"failback", R"("author":"li")", R"("subject" is missing)"},
            {"journal", R"("event":"flop")", R"("event" must be an event of signpostd(8), like flip, not "flop")"},
            {"journal", R"("limit":10001)", R"("limit" must be an integer from 1 to 10000)"},
            {"journal", R"("since_wall_ms":-1)", R"("since_wall_ms" must be an integer from 0 to 4611686018427387903)"},
            {"probe", R"("target":"192.0.2.1")", R"("check" is missing)"},
            {"probe", R"("check":"portal","target":"www")", R"("target" must be an address, not "www")"},
            {"watch", R"("x":1)", R"("x" is not known for this command)"},
        };
        // clang-format on
        for (const auto& row : rows) {
            CAPTURE(row.rest);
            const Result<Request> request = parse(row.command, row.rest);
            REQUIRE_FALSE(request);
            CHECK(request.error().reason() == row.why);
        }
    }

    TEST_CASE("clearing and failback name a subject and who says so") {
        const auto clear =
            read<OverrideClearRequest>("override-clear", R"("subject":"site/A","author":"li")");
        CHECK(to_text(clear.subject) == "site/A");
        CHECK(clear.author == "li");
        const auto failback =
            read<FailbackRequest>("failback", R"("subject":"site/A","author":"li")");
        CHECK(to_text(failback.subject) == "site/A");
        CHECK(failback.author == "li");
        read<OverrideListRequest>("override-list", "");
        read<WatchRequest>("watch", "");
    }

    TEST_CASE("the journal is asked with filters, or for its newest entries") {
        const auto all = read<JournalRequest>("journal", "").filter;
        CHECK(all.limit == 100);
        CHECK(all.subject.empty());
        const auto some =
            read<JournalRequest>("journal", R"("since_wall_ms":1,"until_wall_ms":2,)"
                                            R"("subject":"service/WWW.example","event":"flip",)"
                                            R"("after_number":7,"limit":3)")
                .filter;
        CHECK(some.since_wall_ms == 1);
        CHECK(some.until_wall_ms == 2);
        CHECK(some.subject == "service/www.example.");
        CHECK(some.event == "flip");
        CHECK(some.after_number == 7);
        CHECK(some.limit == 3);
    }

    TEST_CASE("a check is run against one target, or all") {
        const auto one = read<ProbeRequest>("probe", R"("check":"portal","target":"2001:db8::1")");
        CHECK(one.check == "portal");
        CHECK(one.target == parse_address("2001:db8::1"));
        CHECK_FALSE(read<ProbeRequest>("probe", R"("check":"portal")").target);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
