#include "control_plane/webhook/hook.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <mutex>

namespace signpost::webhook {
namespace {

using test::Channel;
using test::ScriptedPeer;

/// Answers requests with these statuses, the last for all that follow, and keeps the bodies.
class Receiver {
public:
    explicit Receiver(std::vector<int> statuses, loop::Loop& loop, std::size_t stop_after)
        : peer_([this, statuses, &loop, stop_after](Channel& channel) {
              const std::string request = channel.read_until("]}\n");
              const std::scoped_lock lock(mutex_);
              bodies_.push_back(request.substr(request.find("\r\n\r\n") + 4));
              const std::size_t turn = std::min(bodies_.size(), statuses.size()) - 1;
              channel.write("HTTP/1.1 " + std::to_string(statuses[turn]) +
                            " Said\r\nContent-Length: 0\r\n\r\n");
              channel.wait_for_end();
              if (bodies_.size() == stop_after) loop.post([&loop] { loop.stop(); });
          }) {}

    [[nodiscard]] config::Webhook hook() const {
        return {.url = peer_.url("/hook"), .headers = {{"X-Token", "t"}}, .name = "/webhooks/0"};
    }
    /// Subjects by request; each list ends with the number of those dropped.
    [[nodiscard]] std::vector<std::string> told() {
        const std::scoped_lock lock(mutex_);
        std::vector<std::string> all;
        for (const std::string& body : bodies_) {
            const auto json = nlohmann::json::parse(body);
            std::string line;
            for (const auto& message : json["messages"])
                line += message["subject"].get<std::string>() + " ";
            all.push_back(line + json["dropped"].dump());
        }
        return all;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> bodies_; // guarded by mutex_
    ScriptedPeer peer_;
};

constexpr Pace kQuick{.timeout_ms = 5000, .retry_ms = 1, .retry_max_ms = 20, .attempts_max = 3};

struct Fixture {
    loop::Loop loop;
    http::HttpClient client{loop};
    std::vector<std::string> dropped;

    std::unique_ptr<Hook> make_hook(config::Webhook to, const Pace& pace = kQuick) {
        return std::make_unique<Hook>(loop, client, std::move(to), "ns1", pace,
                                      [this](std::uint64_t count, const std::string& why) {
                                          dropped.push_back(std::to_string(count) + ": " + why);
                                      });
    }
};

} // namespace

TEST_SUITE("control_plane/webhook/hook") {
    TEST_CASE("messages of one turn go together, in order") {
        Fixture fixture;
        Receiver receiver({200}, fixture.loop, 1);
        const auto hook = fixture.make_hook(receiver.hook());
        hook->tell({.subject = "a"});
        hook->tell({.subject = "b"});
        fixture.loop.run();
        CHECK(receiver.told() == std::vector<std::string>{"a b 0"});
        CHECK(fixture.dropped.empty());
    }

    TEST_CASE("what is not taken is sent again, and what came later follows") {
        Fixture fixture;
        Receiver receiver({500, 301, 204}, fixture.loop, 4);
        const auto hook = fixture.make_hook(receiver.hook());
        hook->tell({.subject = "a"});
        fixture.loop.post([&] { fixture.loop.post([&] { hook->tell({.subject = "b"}); }); });
        fixture.loop.run();
        const std::vector<std::string> told = receiver.told();
        REQUIRE(told.size() == 4);
        CHECK(told[0] == "a 0");
        CHECK(told[1] == "a 0");
        CHECK(told[2] == "a 0");
        CHECK(told[3] == "b 0");
        CHECK(fixture.dropped.empty());
    }

    TEST_CASE("after all attempts it is given up, and the receiver is told how much it missed") {
        Fixture fixture;
        Receiver receiver({500, 500, 500, 200}, fixture.loop, 4);
        const auto hook = fixture.make_hook(receiver.hook());
        hook->tell({.subject = "a"});
        hook->tell({.subject = "b"});
        fixture.loop.post([&] { fixture.loop.post([&] { hook->tell({.subject = "c"}); }); });
        fixture.loop.run();
        CHECK(fixture.dropped == std::vector<std::string>{"2: status 500"});
        CHECK(receiver.told().back() == "c 2");
    }

    TEST_CASE("the queue is bounded: the oldest are dropped") {
        Fixture fixture;
        Receiver receiver({200}, fixture.loop, 10);
        const auto hook = fixture.make_hook(receiver.hook());
        for (std::size_t i = 0; i < Hook::kWaitingMax + 5; ++i)
            hook->tell({.subject = std::to_string(i)});
        fixture.loop.run();
        CHECK(fixture.dropped ==
              std::vector<std::string>{"1: more than 1000 wait; the oldest are dropped"});
        const std::vector<std::string> told = receiver.told();
        REQUIRE(told.size() == 10);
        CHECK(told.front().starts_with("5 6 7 "));
        CHECK(told.front().ends_with(" 5"));
        CHECK(told.back().ends_with(" 1004 0"));
    }

    TEST_CASE("what is dropped while a request is under way is told with the next") {
        Fixture fixture;
        Receiver receiver({200}, fixture.loop, 11);
        const auto hook = fixture.make_hook(receiver.hook());
        hook->tell({.subject = "a"});
        fixture.loop.post([&] {
            fixture.loop.post([&] {
                for (std::size_t i = 0; i < Hook::kWaitingMax + 5; ++i)
                    hook->tell({.subject = std::to_string(i)});
            });
        });
        fixture.loop.run();
        const std::vector<std::string> told = receiver.told();
        REQUIRE(told.size() == 11);
        CHECK(told[0] == "a 0");
        CHECK(told[1].starts_with("5 6 7 "));
        CHECK(told[1].ends_with(" 5"));
        CHECK(told[2].ends_with(" 0"));
    }

    TEST_CASE("who does not answer in time has not taken it") {
        Fixture fixture;
        const ScriptedPeer mute([](Channel& channel) { channel.wait_for_end(); });
        const Pace pace{.timeout_ms = 20, .retry_ms = 1, .retry_max_ms = 1, .attempts_max = 2};
        std::unique_ptr<Hook> hook;
        std::string why;
        hook =
            std::make_unique<Hook>(fixture.loop, fixture.client, config::Webhook{.url = mute.url()},
                                   "ns1", pace, [&](std::uint64_t, const std::string& reason) {
                                       why = reason;
                                       fixture.loop.stop();
                                   });
        hook->tell({.subject = "a"});
        fixture.loop.run();
        CHECK(why.find("timed out") != std::string::npos);
    }
}

} // namespace signpost::webhook
