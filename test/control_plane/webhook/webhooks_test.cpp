#include "control_plane/webhook/webhooks.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>

#include <future>

namespace signpost::webhook {

TEST_SUITE("control_plane/webhook/webhooks") {
    TEST_CASE("every hook is told, on a thread that is not the caller's") {
        std::promise<std::string> first;
        std::promise<std::string> second;
        const auto answer = [](std::promise<std::string>& heard) {
            return [&heard](test::Channel& channel) {
                heard.set_value(channel.read_until("]}\n"));
                channel.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            };
        };
        const test::ScriptedPeer one(answer(first));
        const test::ScriptedPeer two(answer(second));
        loop::Loop control; // it does not even run
        Webhooks webhooks(control, [](const auto&, auto, const auto&) {});
        webhooks.assign({{.url = one.url("/x"), .headers = {{"X-Token", "t"}}},
                         {.url = two.url("/y"), .headers = {}}},
                        "ns1");
        webhooks.tell({.event = "flip", .subject = "site/A"});
        const std::string heard = first.get_future().get();
        CHECK(heard.starts_with("POST /x HTTP/1.1\r\n"));
        CHECK(heard.find("\r\nX-Token: t\r\n") != std::string::npos);
        CHECK(heard.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
        CHECK(heard.find("\"sender\":\"ns1\"") != std::string::npos);
        CHECK(heard.find("\"subject\":\"site/A\"") != std::string::npos);
        CHECK(second.get_future().get().starts_with("POST /y HTTP/1.1\r\n"));
    }

    TEST_CASE("it ends at once, whatever waits") {
        const test::ScriptedPeer mute([](test::Channel& channel) { channel.wait_for_end(); });
        loop::Loop control;
        Webhooks webhooks(control, [](const auto&, auto, const auto&) {});
        webhooks.assign({{.url = mute.url()}}, "");
        for (int i = 0; i < 1000; ++i)
            webhooks.tell({.event = "flip"});
        webhooks.assign({}, "");
    }
}

} // namespace signpost::webhook
