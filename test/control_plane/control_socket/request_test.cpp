#include "control_plane/control_socket/request.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::control_socket {
namespace {

std::string refusal(std::string_view line) {
    const Result<Request> request = parse_request(line);
    return request ? "accepted" : request.error().reason();
}

std::string many() {
    std::string items = R"("link/0")";
    for (std::size_t i = 1; i <= kListMax; ++i)
        items += R"(,"link/)" + std::to_string(i) + '"';
    return items;
}

TEST_SUITE("control_plane/control_socket/request") {

    TEST_CASE("a request names one of the commands") {
        CHECK(std::holds_alternative<StatusRequest>(*parse_request(R"({"command": "status"})")));
        CHECK(std::holds_alternative<ReloadRequest>(*parse_request(R"({"command": "reload"})")));
        CHECK(std::holds_alternative<CheckRequest>(*parse_request("{\"command\": \"check\"}\r")));
    }

    TEST_CASE("anything else is answered with what a request looks like") {
        for (const std::string_view line :
             {"", "status", "[]", "{}", R"({"command": 1})", "{\"command\": \"status\"",
              R"({"command": "stop"})", "[[[[[[[[", "\xff"}) {
            CAPTURE(line);
            CHECK_FALSE(parse_request(line));
        }
    }

    TEST_CASE("a request for an explanation has a name, a client and perhaps a type") {
        const Result<Request> request = parse_request(
            R"({"command":"explain","name":"WWW.Example","client":"10.1.0.0/16","type":"AAAA"})");
        REQUIRE(request);
        const auto* explain = std::get_if<ExplainRequest>(&*request);
        REQUIRE(explain != nullptr);
        CHECK(explain->name.text == "www.example.");
        CHECK(to_text(explain->client) == "10.1.0.0");
        CHECK(explain->type == steer::Kind::Aaaa);
    }

    TEST_CASE("a request for a simulation has targets, and perhaps whom it is about") {
        const Result<Request> request = parse_request(
            R"({"command":"simulate","down":["link/a"],"up":["site/B"],"isp":"telecom",)"
            R"("clients":["10.1.0.0/16","::1"],"service":"www.example"})");
        REQUIRE(request);
        const steering::Simulation& simulation = std::get<SimulateRequest>(*request).simulation;
        REQUIRE(simulation.verdicts.size() == 2);
        CHECK(simulation.verdicts[0].target == "link/a");
        CHECK(simulation.verdicts[0].standing == health::Standing::TakenDown);
        CHECK(simulation.verdicts[1].standing == health::Standing::Up);
        CHECK(simulation.isp == "telecom");
        CHECK(simulation.clients.size() == 2);
        CHECK(simulation.service == "www.example.");
    }

    TEST_CASE("what is wrong is told with its key") {
        struct Row {
            const char* why;
            std::string line;
            const char* refusal;
        };
        // clang-format off
        const Row rows[] = {
            {"unknown key", R"({"command":"status","later":1})", R"("later" is not known)"},
            {"key of another command", R"({"command":"reload","name":"a."})", R"("name" is not known)"},
            {"no client", R"({"command":"explain","name":"a."})", R"("client" is missing)"},
            {"no address", R"({"command":"explain","name":"a.","client":"x"})", R"("client" must be an address)"},
            {"not a text", R"({"command":"explain","name":7,"client":"::1"})", R"("name" must be a text)"},
            {"no name", R"({"command":"explain","name":"a..b","client":"::1"})", R"("name" )"},
            {"other type", R"({"command":"explain","name":"a","client":"::1","type":"MX"})", R"("type" must be A,)"},
            {"no list", R"({"command":"simulate","down":"link/a"})", R"("down" must be a list)"},
            {"not texts", R"({"command":"simulate","up":[1]})", R"("up" must be a list)"},
            {"twice", R"({"command":"simulate","up":["link/a"],"down":["link/a"]})", R"("up" repeats "link/a")"},
            {"long list", R"({"command":"simulate","up":[)" + many() + "]}", "at most 64 texts"},
            {"long", R"({"command":"explain","name":")" + std::string(kTextMax + 1, 'a') + R"(","client":"::1"})", "at most 1100 octets"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const std::string said = refusal(row.line);
            CAPTURE(said);
            CHECK(said.find(row.refusal) != std::string::npos);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
