#include "loop/loop.hpp"
#include "loop/signals.hpp"
#include "loop/timer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace signpost::loop {

using std::chrono::milliseconds;

TEST_SUITE("loop/loop") {
    TEST_CASE("jobs posted by another thread run on the loop, in order") {
        Loop loop;
        std::vector<int> seen;
        std::thread::id ran_on;
        std::thread poster([&] {
            for (int i = 0; i < 100; ++i)
                loop.post([&seen, i] { seen.push_back(i); });
            loop.post([&] {
                ran_on = std::this_thread::get_id();
                loop.stop();
            });
        });
        loop.run();
        poster.join();
        REQUIRE(seen.size() == 100);
        CHECK(std::ranges::is_sorted(seen));
        CHECK(ran_on == std::this_thread::get_id());
    }

    TEST_CASE("a job may post another") {
        Loop loop;
        loop.post([&] { loop.post([&] { loop.stop(); }); });
        loop.run();
    }

    TEST_CASE("a stop before run counts") {
        Loop loop;
        loop.stop();
        loop.run();
    }
}

TEST_SUITE("loop/timer") {
    TEST_CASE("timers fire in the order of their delays") {
        Loop loop;
        std::vector<int> fired;
        Timer late(loop, [&] {
            fired.push_back(2);
            loop.stop();
        });
        Timer soon(loop, [&] { fired.push_back(1); });
        late.start_once(milliseconds{20});
        soon.start_once(milliseconds{1});
        loop.run();
        CHECK(fired == std::vector{1, 2});
        CHECK_FALSE(late.is_active());
    }

    TEST_CASE("a repeating timer repeats until it is stopped") {
        Loop loop;
        int count = 0;
        Timer end(loop, [&] { loop.stop(); });
        std::optional<Timer> again;
        again.emplace(loop, [&] {
            if (++count < 3) return;
            again->stop();
            end.start_once(milliseconds{10}); // time for one more, were it not stopped
        });
        again->start_every(milliseconds{1});
        loop.run();
        CHECK(count == 3);
    }

    TEST_CASE("a timer may destroy itself when it fires") {
        Loop loop;
        std::optional<Timer> timer;
        const std::string word = "a capture that must live until the callback ends";
        timer.emplace(loop, [&timer, &loop, word] {
            timer.reset();
            CHECK(word.size() > 20);
            loop.stop();
        });
        timer->start_once(milliseconds{0});
        loop.run();
    }
}

TEST_SUITE("loop/signals") {
    TEST_CASE("SIGTERM and SIGINT stop, SIGHUP reloads") {
        Loop loop;
        int stops = 0;
        int reloads = 0;
        const auto end_at_three = [&] {
            if (stops + reloads == 3) loop.stop();
        };
        const Signals signals(
            loop, [&] { ++stops, end_at_three(); }, [&] { ++reloads, end_at_three(); });
        std::raise(SIGTERM);
        std::raise(SIGINT);
        std::raise(SIGHUP);
        loop.run();
        CHECK(stops == 2);
        CHECK(reloads == 1);
    }
}

} // namespace signpost::loop
