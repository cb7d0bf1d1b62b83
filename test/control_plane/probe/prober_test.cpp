#include "control_plane/probe/prober.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "loop/timer.hpp"
#include "support/own_network.hpp"
#include "support/probing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>

namespace signpost::probe {
namespace {

using health::Outcome;
using std::chrono::milliseconds;
using test::ScriptedEndpoint;

/// A control loop with a prober, and what it has seen.
struct Watcher {
    Watcher()
        : prober(loop, [this](std::uint64_t generation, const std::vector<Seen>& seen) {
              for (const Seen& one : seen)
                  all.push_back({generation, one});
              if (is_enough && is_enough()) loop.stop();
          }) {}

    /// Runs until `enough` is true; not for ever.
    void run_until(std::function<bool()> enough) {
        is_enough = std::move(enough);
        if (is_enough()) return;
        loop::Timer look(loop, [this] {
            if (is_enough()) loop.stop();
        });
        look.start_every(milliseconds{1});
        loop::Timer limit(loop, [this] {
            FAIL_CHECK("waited too long");
            loop.stop();
        });
        limit.start_once(milliseconds{20'000});
        loop.run();
    }

    [[nodiscard]] std::size_t count(std::uint32_t probe) const {
        return static_cast<std::size_t>(
            std::ranges::count(all, probe, [](const auto& one) { return one.second.probe; }));
    }
    [[nodiscard]] const health::Observation& last() const { return all.back().second.observation; }

    loop::Loop loop;
    std::vector<std::pair<std::uint64_t, Seen>> all;
    std::function<bool()> is_enough;
    Prober prober;
};

Assignment tcp_assignment(std::uint16_t port, const char* host, std::uint32_t interval_ms) {
    return {.check = "tcp " + std::to_string(port),
            .question = test::question_for(config::TcpCheck{.port = port}, host),
            .interval_ms = interval_ms};
}

} // namespace

TEST_SUITE("control_plane/probe/prober") {
    TEST_CASE("every probe is asked again and again, in its interval") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {}, "0.0.0.0");
        const std::uint16_t port = endpoint.where().port;
        watcher.prober.assign(7,
                              {tcp_assignment(port, "127.0.0.1", 100),
                               tcp_assignment(port, "127.0.0.2", 100),
                               tcp_assignment(port, "127.0.0.3", 100)},
                              {});
        watcher.run_until([&] {
            return watcher.count(0) >= 4 && watcher.count(1) >= 4 && watcher.count(2) >= 4;
        });
        std::map<std::uint32_t, std::uint64_t> before;
        for (const auto& [generation, seen] : watcher.all) {
            CHECK(generation == 7);
            CHECK(seen.observation.outcome == Outcome::Ok);
            if (before.contains(seen.probe))
                CHECK(seen.observation.started_ms >= before[seen.probe] + 50);
            before[seen.probe] = seen.observation.started_ms;
        }
        CHECK(watcher.prober.load().asked >= 12);
    }

    TEST_CASE("what was seen is counted by its outcome, and what was cut off") {
        Watcher watcher;
        const ScriptedEndpoint talks(
            watcher.loop, {.answer = std::string(100'000, 'x'), .answer_times = 50}, "127.0.0.1");
        Assignment cut = tcp_assignment(talks.where().port, "127.0.0.1", 3'600'000);
        cut.question.kind =
            config::TcpCheck{.port = talks.where().port, .send = "x", .expect = "y"};
        const Assignment closed = tcp_assignment(talks.where().port, "127.0.0.2", 3'600'000);
        watcher.prober.assign(1, {cut, closed}, {});
        watcher.run_until([&] { return watcher.all.size() == 2; });
        const Load load = watcher.prober.load();
        const auto seen = [&](Outcome outcome) {
            return load.seen.at(static_cast<std::size_t>(outcome));
        };
        CHECK(seen(Outcome::Failed) == 1);
        CHECK(seen(Outcome::Refused) == 1);
        CHECK(seen(Outcome::Ok) == 0);
        CHECK(load.cut == 1);
    }

    TEST_CASE("a probe can be asked sooner than its rhythm says") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {});
        watcher.prober.assign(1, {tcp_assignment(endpoint.where().port, "127.0.0.1", 3'600'000)},
                              {});
        watcher.run_until([&] { return watcher.count(0) == 1; });
        watcher.prober.retime(0, 20);
        watcher.prober.retime(99, 20); // nobody
        watcher.run_until([&] { return watcher.count(0) == 2; });
        const health::Observation& first = watcher.all[0].second.observation;
        CHECK(watcher.last().started_ms >= first.ended_ms + 20);
    }

    TEST_CASE("who reports is never asked") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {});
        const std::uint16_t port = endpoint.where().port;
        Assignment agent = tcp_assignment(port, "127.0.0.1", 100);
        agent.question.kind = config::ReportCheck{};
        watcher.prober.assign(1, {agent, tcp_assignment(port, "127.0.0.1", 100)}, {});
        watcher.run_until([&] { return watcher.count(1) == 2; });
        watcher.prober.retime(0, 0);
        watcher.run_until([&] { return watcher.count(1) == 4; });
        CHECK(watcher.count(0) == 0);
    }

    TEST_CASE("what stays in the list keeps its rhythm and gets its new number") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {}, "0.0.0.0");
        const std::uint16_t port = endpoint.where().port;
        const Assignment stays = tcp_assignment(port, "127.0.0.1", 3'600'000);
        const Assignment added = tcp_assignment(port, "127.0.0.2", 3'600'000);
        watcher.prober.assign(1, {stays}, {});
        watcher.run_until([&] { return watcher.count(0) == 1; });
        watcher.prober.assign(2, {added, stays}, {});
        watcher.run_until([&] { return watcher.all.size() == 2; });
        CHECK(watcher.all[1].first == 2);
        CHECK(watcher.all[1].second.probe == 0); // only the new one was asked at once
        watcher.prober.retime(1, 0);
        watcher.run_until([&] { return watcher.count(1) == 1; });
        CHECK(endpoint.connections() == 3);
    }

    TEST_CASE("towards one host it keeps to its budget") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {});
        std::vector<Assignment> many;
        for (int i = 0; i < 40; ++i) {
            many.push_back(tcp_assignment(endpoint.where().port, "127.0.0.1", 100));
            many.back().check = std::to_string(i);
        }
        const std::uint64_t start = monotonic_ms();
        watcher.prober.assign(1, many, {.host_probes_per_s = 20, .host_concurrent = 3});
        watcher.run_until([&] { return endpoint.connections() >= 30; });
        const std::uint64_t seconds_begun = (monotonic_ms() - start) / 1000 + 1;
        const Load load = watcher.prober.load();
        CHECK(load.asked <= 20 * seconds_begun);
        CHECK(load.postponed > 0);
        // Each had its turn, and those who waited too long were told of.
        std::map<std::uint32_t, int> asked;
        int unasked = 0;
        for (const auto& [generation, seen] : watcher.all)
            seen.observation.outcome == Outcome::Ok ? ++asked[seen.probe] : ++unasked;
        CHECK(asked.size() >= 20);
        CHECK(unasked > 0);
    }

    TEST_CASE("who waits for the budget of a host is asked when a probe before it is taken away") {
        Watcher watcher;
        const ScriptedEndpoint mute(watcher.loop, {});
        Assignment endless = tcp_assignment(mute.where().port, "127.0.0.1", 3'600'000);
        endless.question.kind = config::TcpCheck{.port = mute.where().port, .expect = "never"};
        endless.question.timeout_ms = 60'000;
        Assignment waiting = tcp_assignment(mute.where().port, "127.0.0.1", 3'600'000);
        waiting.check = "waiting";
        const config::Courtesy one_at_a_time{.host_concurrent = 1};
        watcher.prober.assign(1, {endless}, one_at_a_time);
        watcher.run_until([&] { return mute.connections() == 1; });
        watcher.prober.assign(2, {endless, waiting}, one_at_a_time);
        watcher.run_until([&] { return watcher.prober.load().postponed == 1; });
        SUBCASE("by a reload") {
            watcher.prober.assign(3, {waiting}, one_at_a_time);
            watcher.run_until([&] { return watcher.count(0) == 1; });
        }
        SUBCASE("or a reload makes the budget larger") {
            watcher.prober.assign(3, {endless, waiting}, {.host_concurrent = 2});
            watcher.run_until([&] { return watcher.count(1) == 1; });
        }
        CHECK(watcher.last().outcome == Outcome::Ok);
    }

    TEST_CASE("who waits for the budget of a host is asked when an interface before it goes down") {
        test::in_own_network([](test::OwnNetwork& network) {
            network.set_up("lo", true);
            Watcher watcher;
            const ScriptedEndpoint mute(watcher.loop, {});
            Assignment endless = tcp_assignment(mute.where().port, "127.0.0.1", 3'600'000);
            endless.question.kind = config::TcpCheck{.port = mute.where().port, .expect = "never"};
            endless.question.timeout_ms = 60'000;
            endless.question.source.interface = "lo";
            Assignment waiting = tcp_assignment(mute.where().port, "127.0.0.1", 3'600'000);
            waiting.check = "waiting";
            waiting.question.timeout_ms = 100; // nobody is there any more
            watcher.prober.assign(1, {endless}, {.host_concurrent = 1});
            watcher.run_until([&] { return mute.connections() == 1; });
            watcher.prober.assign(2, {endless, waiting}, {.host_concurrent = 1});
            watcher.run_until([&] { return watcher.prober.load().postponed == 1; });
            network.set_up("lo", false);
            watcher.run_until([&] { return watcher.count(0) == 1 && watcher.count(1) == 1; });
            CHECK(watcher.prober.load().asked == 2);
        });
    }

    TEST_CASE("one attempt of a probe at a time, and not too many towards a host") {
        Watcher watcher;
        const ScriptedEndpoint mute(watcher.loop, {});
        std::vector<Assignment> many;
        for (int i = 0; i < 5; ++i) {
            many.push_back(tcp_assignment(mute.where().port, "127.0.0.1", 100));
            many.back().check = std::to_string(i);
            many.back().question.timeout_ms = 350;
            many.back().question.kind =
                config::TcpCheck{.port = mute.where().port, .expect = "never"};
        }
        watcher.prober.assign(1, many, {.host_concurrent = 2});
        std::uint32_t most = 0;
        watcher.run_until([&] {
            most = std::max(most, watcher.prober.load().under_way);
            return watcher.all.size() >= 10;
        });
        CHECK(most <= 2);
        CHECK(mute.connections() < 10);
        CHECK(watcher.prober.load().postponed > 0);
    }

    TEST_CASE("who asks to be left alone is, and what it said holds until then") {
        Watcher watcher;
        const ScriptedEndpoint busy(
            watcher.loop,
            {.answer = "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"});
        watcher.prober.assign(
            1,
            {{.check = "busy",
              .question = test::question_for(config::HttpCheck{.port = busy.where().port}),
              .interval_ms = 100}},
            {.busy_backoff_max_s = 1});
        watcher.run_until([&] { return watcher.count(0) == 3; });
        CHECK(busy.connections() == 1);
        CHECK(watcher.last().outcome == Outcome::Failed);
        CHECK(watcher.last().detail.ends_with("(asked to be left alone for 1 s)"));
        watcher.run_until([&] { return busy.connections() == 2; });
        CHECK(watcher.count(0) >= 8);
    }

    TEST_CASE("a question is answered beside the rhythm") {
        Watcher watcher;
        const ScriptedEndpoint endpoint(watcher.loop, {});
        std::string told;
        watcher.prober.ask_now(test::question_for(config::TcpCheck{.port = endpoint.where().port}),
                               [&](const Answer& answer) {
                                   told = test::to_text(answer);
                                   watcher.loop.stop();
                               });
        watcher.loop.run();
        CHECK(told == "ok");
        CHECK(watcher.all.empty());
    }

    TEST_CASE("a question beside the rhythm keeps to the budget of its host, but comes first") {
        Watcher watcher;
        const ScriptedEndpoint mute(watcher.loop, {});
        const ScriptedEndpoint endpoint(watcher.loop, {});
        Assignment slow = tcp_assignment(mute.where().port, "127.0.0.1", 3'600'000);
        slow.question.kind = config::TcpCheck{.port = mute.where().port, .expect = "never"};
        slow.question.timeout_ms = 2000; // the other has its first turn within 1000
        const Assignment next = tcp_assignment(endpoint.where().port, "127.0.0.1", 3'600'000);
        const config::Courtesy one_at_a_time{.host_concurrent = 1};
        watcher.prober.assign(1, {slow}, one_at_a_time);
        watcher.run_until([&] { return mute.connections() == 1; });
        watcher.prober.assign(2, {slow, next}, one_at_a_time);
        watcher.run_until([&] { return watcher.prober.load().postponed == 1; });
        std::optional<Answer> told;
        watcher.prober.ask_now(next.question, [&](const Answer& answer) { told = answer; });
        watcher.run_until([&] { return told && watcher.count(1) == 1; });
        CHECK(test::to_text(*told) == "ok");
        CHECK(told->observation.started_ms >= watcher.all[0].second.observation.ended_ms);
        CHECK(told->observation.ended_ms <= watcher.all[1].second.observation.started_ms);
        CHECK(endpoint.connections() == 2);
    }

    TEST_CASE("who tells a high load is asked half as often") {
        Watcher watcher;
        const ScriptedEndpoint busy(
            watcher.loop, {.answer = "HTTP/1.1 200 OK\r\nX-Load: 90\r\nContent-Length: 0\r\n\r\n"});
        const config::HttpCheck check{.port = busy.where().port, .load_header = "X-Load"};
        watcher.prober.assign(
            1, {{.check = "busy", .question = test::question_for(check), .interval_ms = 100}}, {});
        watcher.run_until([&] { return watcher.count(0) == 4; });
        for (std::size_t i = 1; i < 4; ++i)
            CHECK(watcher.all[i].second.observation.started_ms >=
                  watcher.all[i - 1].second.observation.started_ms + 150);
    }

    TEST_CASE("redirects that are followed use up the budget of the host") {
        Watcher watcher;
        const ScriptedEndpoint moved(
            watcher.loop,
            {.answer = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"});
        const config::HttpCheck check{.port = moved.where().port, .redirects_max = 10};
        watcher.prober.assign(
            1, {{.check = "moved", .question = test::question_for(check), .interval_ms = 100}},
            {.host_probes_per_s = 11});
        watcher.run_until([&] { return watcher.count(0) >= 2; });
        const health::Observation& first = watcher.all[0].second.observation;
        CHECK(first.detail == "more than 10 redirects");
        CHECK(watcher.all[1].second.observation.outcome == Outcome::Unasked);
        watcher.run_until([&] { return moved.connections() >= 22; });
    }

    TEST_CASE("a prober that goes gives up what is under way, and nothing is told after it") {
        loop::Loop loop;
        const ScriptedEndpoint mute(loop, {});
        auto prober = std::make_unique<Prober>(
            loop, [](std::uint64_t, const std::vector<Seen>&) { FAIL("the prober is gone"); });
        const Question question =
            test::question_for(config::TcpCheck{.port = mute.where().port, .expect = "never"});
        prober->assign(1, {{.check = "mute", .question = question, .interval_ms = 100}}, {});
        prober->ask_now(question, [](const Answer&) { FAIL("the prober is gone"); });
        loop::Timer look(loop, [&] {
            if (mute.connections() == 2) loop.stop();
        });
        look.start_every(milliseconds{1});
        loop.run();
        look.stop();
        prober.reset();
        loop.post([&] { loop.stop(); });
        loop.run();
    }

    TEST_CASE(
        "an interface that goes down is observed at once, and asked at once when it is back") {
        test::in_own_network([](test::OwnNetwork& network) {
            network.set_up("lo", true);
            Watcher watcher;
            const ScriptedEndpoint endpoint(watcher.loop, {});
            Assignment bound = tcp_assignment(endpoint.where().port, "127.0.0.1", 3'600'000);
            bound.question.source.interface = "lo";
            watcher.prober.assign(1, {bound}, {});
            watcher.run_until([&] { return watcher.all.size() == 1; });
            CHECK(watcher.last().outcome == Outcome::Ok);

            network.set_up("lo", false);
            watcher.run_until([&] { return watcher.all.size() == 2; });
            CHECK(watcher.last().outcome == Outcome::Refused);
            CHECK(watcher.last().detail == "interface lo is down");
            watcher.prober.retime(0, 0);
            watcher.run_until([&] { return watcher.all.size() == 3; });
            CHECK(watcher.last().detail == "interface lo is down");
            CHECK(watcher.prober.load().asked == 1);

            network.set_up("lo", true);
            watcher.run_until([&] { return watcher.all.size() == 4; });
            CHECK(watcher.last().outcome == Outcome::Ok);
        });
    }

    TEST_CASE("an interface that is not there is told as such") {
        Watcher watcher;
        Assignment bound = tcp_assignment(9, "127.0.0.1", 100);
        bound.question.source.interface = "none0";
        watcher.prober.assign(1, {bound}, {});
        watcher.run_until([&] {
            return !watcher.all.empty() && watcher.last().detail == "there is no interface none0";
        });
        CHECK(watcher.last().outcome == Outcome::Refused);
    }
}

} // namespace signpost::probe
