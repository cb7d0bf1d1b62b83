#include "support/probing.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

namespace signpost::probe {
namespace {

using test::ask;
using test::question_for;
using test::ScriptedUdpEndpoint;

} // namespace

TEST_SUITE("control_plane/probe/udp") {
    TEST_CASE("answers of all manners, and what is told of them") {
        struct {
            const char* why;
            std::vector<std::string> answers;
            const char* expect;
            const char* told;
        } const rows[] = {
            {"any answer will do", {"what?"}, "", "ok"},
            {"even an empty one", {""}, "", "ok"},
            {"the right one", {"+PONG"}, "PONG", "ok"},
            {"rubbish",
             {"\x01\x02"},
             "PONG",
             "failed: \"\\x01\\x02\" instead of what was expected"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.why);
            loop::Loop loop;
            const ScriptedUdpEndpoint endpoint(loop, row.answers);
            const config::UdpCheck check{
                .port = endpoint.where().port, .send = "PING", .expect = row.expect};
            CHECK(test::to_text(ask(loop, question_for(check))) == row.told);
            CHECK(endpoint.received() == "PING");
        }
    }

    TEST_CASE("no answer is silence") {
        loop::Loop loop;
        const ScriptedUdpEndpoint mute(loop, {});
        Question question = question_for(config::UdpCheck{.port = mute.where().port});
        question.timeout_ms = 20;
        CHECK(test::to_text(ask(loop, question)) == "silent: no answer within 20 ms");
    }

    TEST_CASE("a closed port is hard evidence, by the word of ICMP") {
        for (const std::string host : {"127.0.0.1", "::1"}) {
            SocketAddress where;
            test::bound_socket(SOCK_DGRAM, host, where).close();
            loop::Loop loop;
            const Question question = question_for(config::UdpCheck{.port = where.port}, host);
            CHECK(test::to_text(ask(loop, question)) == "refused: port unreachable, says " + host);
        }
    }

    TEST_CASE("more than fits a datagram cannot be asked") {
        loop::Loop loop;
        const config::UdpCheck check{.port = 9, .send = std::string(70'000, 'x')};
        CHECK(test::to_text(ask(loop, question_for(check))) ==
              "unasked: sending: Message too long");
    }
}

} // namespace signpost::probe
