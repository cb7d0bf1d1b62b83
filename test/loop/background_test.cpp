#include "loop/background.hpp"

#include <doctest/doctest.h>
#include <sched.h>

#include <algorithm>
#include <latch>

namespace signpost::loop {

TEST_SUITE("loop/background") {
    TEST_CASE("work runs on another thread, its result arrives on the loop") {
        Loop loop;
        Background background(loop, "jobs", Priority::Normal);
        std::thread::id worked_on;
        std::string result;
        background.run(
            [&worked_on] {
                worked_on = std::this_thread::get_id();
                return std::make_unique<std::string>("done");
            },
            [&](std::unique_ptr<std::string> value) {
                result = *value;
                loop.stop();
            });
        CHECK(background.unfinished() == 1);
        loop.run();
        CHECK(background.unfinished() == 0);
        CHECK(result == "done");
        CHECK(worked_on != std::this_thread::get_id());
    }

    TEST_CASE("jobs run one after another in the order given") {
        Loop loop;
        Background background(loop, "jobs", Priority::Idle);
        std::vector<int> finished;
        for (int i = 0; i < 20; ++i)
            background.run([i] { return i; },
                           [&](int value) {
                               finished.push_back(value);
                               if (value == 19) loop.stop();
                           });
        loop.run();
        REQUIRE(finished.size() == 20);
        CHECK(std::ranges::is_sorted(finished));
    }

    TEST_CASE("the scheduling class is the one asked for") {
        for (const auto& [priority, expected] :
             {std::pair{Priority::Normal, SCHED_OTHER}, std::pair{Priority::Idle, SCHED_IDLE}}) {
            Loop loop;
            Background background(loop, "jobs", priority);
            int scheduled_as = -1;
            background.run([] { return sched_getscheduler(0); },
                           [&](int value) {
                               scheduled_as = value;
                               loop.stop();
                           });
            loop.run();
            CHECK(scheduled_as == expected);
        }
    }

    TEST_CASE("destruction waits for the running job; its result is dropped") {
        Loop loop;
        std::latch started(1);
        bool finished = false;
        {
            Background background(loop, "jobs", Priority::Normal);
            background.run(
                [&] {
                    started.count_down();
                    finished = true;
                    return 0;
                },
                [](int) { FAIL("nobody is left to take the result"); });
            started.wait();
        }
        CHECK(finished);
    }
}

} // namespace signpost::loop
