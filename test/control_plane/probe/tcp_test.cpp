#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "support/own_network.hpp"
#include "support/probing.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using health::Outcome;
using test::ask;
using test::question_for;
using test::Script;
using test::ScriptedEndpoint;

struct Row {
    const char* why;
    Script script;
    config::TcpCheck check;
    std::string told;
};

std::string closed_port(std::uint16_t& port, std::string_view host) {
    SocketAddress where;
    const Fd socket = test::bound_socket(SOCK_STREAM, host, where); // bound, not listening
    port = where.port;
    return std::string(host);
}

void be_busy_ms(std::uint64_t duration_ms) {
    const std::uint64_t start = monotonic_ms();
    while (monotonic_ms() < start + duration_ms) {
    }
}

} // namespace

TEST_SUITE("control_plane/probe/tcp") {
    TEST_CASE("endpoints of all manners, and what is told of them") {
        const std::string much(100'000, 'x');
        // clang-format off
        const Row rows[] = {
            {"connecting is enough", {}, {}, "ok"},
            {"even in the kernel's queue", {.accepts = false}, {}, "ok"},
            {"a greeting", {.greeting = "220 ready\r\n"}, {.expect = "220"}, "ok"},
            {"an answer", {.answer = "+PONG\r\n"}, {.send = "PING\r\n", .expect = "+PONG"}, "ok"},
            {"an answer in parts", {.greeting = "+PO", .answer = "NG"}, {.send = "x", .expect = "+PONG"}, "ok"},
            {"rubbish, then closed", {.greeting = "SSH-2.0\r\n", .closes = true}, {.expect = "220"},
             "failed: closed after \"SSH-2.0\" instead of what was expected"},
            {"rubbish that forges a line", {.greeting = "\x1b[31m\"\xff", .closes = true}, {.expect = "220"},
             "failed: closed after \"\\x1b[31m\\\"\\xff\" instead of what was expected"},
            {"closed at once", {.closes = true}, {.expect = "220"}, "failed: closed after no answer"},
            {"reset", {.resets = true}, {.expect = "220"}, "failed: connection reset"},
            {"megabytes", {.answer = much, .answer_times = 50}, {.send = "x", .expect = "220"},
             "failed: too much: \"" + std::string(60, 'x') + "…\" instead of what was expected"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            loop::Loop loop;
            const ScriptedEndpoint endpoint(loop, row.script);
            config::TcpCheck check = row.check;
            check.port = endpoint.where().port;
            CHECK(test::to_text(ask(loop, question_for(check))) == row.told);
        }
    }

    TEST_CASE("time is up: without a connection it is silence, after it a failure") {
        loop::Loop loop;
        const test::BlackHole hole;
        Question unconnected = question_for(config::TcpCheck{.port = hole.where().port});
        unconnected.timeout_ms = 60;
        CHECK(test::to_text(ask(loop, unconnected)) == "silent: no connection within 60 ms");
        const ScriptedEndpoint mute(loop, {});
        Question question =
            question_for(config::TcpCheck{.port = mute.where().port, .expect = "220"});
        question.timeout_ms = 20;
        CHECK(test::to_text(ask(loop, question)) ==
              "failed: connected, but no answer within 20 ms");
        const ScriptedEndpoint rubbish(loop, {.greeting = "421 go away"});
        std::get<config::TcpCheck>(question.kind).port = rubbish.where().port;
        question.timeout_ms = 200;
        CHECK(test::to_text(ask(loop, question)) == "failed: not what was expected within 200 ms");
    }

    TEST_CASE("a closed port is hard evidence") {
        for (const auto* const host : {"127.0.0.1", "::1"}) {
            config::TcpCheck check;
            const std::string where = closed_port(check.port, host);
            loop::Loop loop;
            CHECK(test::to_text(ask(loop, question_for(check, where))) ==
                  "refused: connection refused");
        }
    }

    TEST_CASE("a firewall that speaks with the target's own address is hard evidence") {
        struct {
            const char* why;
            const char* target; // the source is 127.0.0.1
            const char* code;
            const char* told;
        } const rows[] = {
            {"another host's", "127.0.0.2", "admin-prohibited",
             "refused: host unreachable, says 127.0.0.2"},
            {"of our own host", "127.0.0.1", "port-unreachable",
             "refused: port unreachable, says 127.0.0.1"},
        };
        for (const auto& row : rows) {
            CAPTURE(row.why);
            test::in_own_network([&row](test::OwnNetwork& network) {
                network.set_up("lo", true);
                if (!network.reject(9, row.code)) return;
                loop::Loop loop;
                CHECK(test::to_text(ask(loop, question_for(config::TcpCheck{.port = 9},
                                                           row.target))) == row.told);
            });
        }
    }

    TEST_CASE("it goes out where it is told to") {
        loop::Loop loop;
        const ScriptedEndpoint endpoint(loop, {.greeting = "x"});
        Question question =
            question_for(config::TcpCheck{.port = endpoint.where().port, .expect = "x"});
        question.source.address = parse_address("127.9.8.7");
        question.source.interface = "lo";
        CHECK(test::to_text(ask(loop, question)) == "ok");
        CHECK(to_text(endpoint.last_peer()) == "127.9.8.7");
    }

    TEST_CASE("what our own host does not let us ask says nothing about the target") {
        struct {
            const char* address;
            const char* interface;
            const char* told;
        } const rows[] = {
            {"192.0.2.1", "", "unasked: source address 192.0.2.1: Cannot assign requested address"},
            {"::1", "", "unasked: source address ::1 is of the other IP version"},
            {nullptr, "none0", "unasked: interface none0: No such device"},
        };
        for (const auto& row : rows) {
            loop::Loop loop;
            Question question = question_for(config::TcpCheck{.port = 9});
            if (row.address != nullptr) question.source.address = parse_address(row.address);
            question.source.interface = row.interface;
            CHECK(test::to_text(ask(loop, question)) == row.told);
        }
    }

    TEST_CASE("it tells its stages, and how long the answer took") {
        loop::Loop loop;
        const ScriptedEndpoint endpoint(loop, {.answer = "pong"});
        const Answer answer =
            ask(loop, question_for(config::TcpCheck{
                          .port = endpoint.where().port, .send = "ping", .expect = "pong"}));
        REQUIRE(answer.stages.size() == 3);
        CHECK(answer.stages[0].what == "connected");
        CHECK(answer.stages[1].what == "sent 4 octets");
        CHECK(answer.stages[2].what == "first octets of the answer");
        CHECK(answer.observation.rtt_us > 0);
        CHECK(answer.observation.ended_ms >= answer.observation.started_ms);
        CHECK(endpoint.received() == "ping");
    }

    TEST_CASE("a good probe leaves no TIME_WAIT behind") {
        loop::Loop loop;
        const ScriptedEndpoint endpoint(loop, {.greeting = "x"});
        const Question question =
            question_for(config::TcpCheck{.port = endpoint.where().port, .expect = "x"});
        CHECK(test::to_text(ask(loop, question)) == "ok");
        CHECK(test::to_text(ask(loop, question)) == "ok"); // turns the loop, too
        CHECK(endpoint.resets_seen() >= 1);
    }

    TEST_CASE("a loop that had no time hears what came meanwhile, and blames nobody for silence") {
        struct {
            const char* expect;
            const char* told;
        } const rows[] = {
            {"", "ok"}, // the kernel took the connection
            {"220", "unasked: we were too busy ourselves to hear an answer"},
        };
        for (const auto& row : rows) {
            loop::Loop loop;
            const ScriptedEndpoint mute(loop, {.accepts = false});
            Question question =
                question_for(config::TcpCheck{.port = mute.where().port, .expect = row.expect});
            question.timeout_ms = 20;
            loop.post([] { be_busy_ms(100); });
            CHECK(test::to_text(test::ask_once(loop, question)) == row.told);
        }
    }

    TEST_CASE("who asks for the tests asks again if the machine was too busy") {
        loop::Loop loop;
        const ScriptedEndpoint mute(loop, {.accepts = false});
        Question question =
            question_for(config::TcpCheck{.port = mute.where().port, .expect = "220"});
        question.timeout_ms = 20;
        loop.post([] { be_busy_ms(100); });
        CHECK(test::to_text(ask(loop, question)) ==
              "failed: connected, but no answer within 20 ms");
    }

    TEST_CASE("an attempt that is given up does not answer") {
        loop::Loop loop;
        http::HttpClient http(loop);
        CertificateStore certificates;
        Engine engine{.loop = loop, .http = http, .certificates = certificates};
        Question question = question_for(config::TcpCheck{.port = 9});
        question.source.interface = "none0"; // would answer on the next turn
        std::unique_ptr<Attempt> attempt =
            start(engine, question, [](const Answer&) { FAIL("it was given up"); });
        attempt.reset();
        loop.post([&] { loop.post([&] { loop.stop(); }); });
        loop.run();
    }
}

} // namespace signpost::probe
