#include "loop/process.hpp"
#include "loop/timer.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cerrno>

namespace signpost::loop {
namespace {

using std::chrono::milliseconds;

ProgramCall shell(const std::string& script) {
    return {.program = "/bin/sh",
            .arguments = {"-c", script},
            .environment = {"GREETING=hello"},
            .memory_max = std::uint64_t{256} << 20};
}

bool has_children() {
    return ::waitpid(-1, nullptr, WNOHANG) == 0 || errno != ECHILD;
}

} // namespace

TEST_SUITE("loop/process") {
    TEST_CASE("output comes whole and before the end") {
        Loop loop;
        std::string output;
        int status = -1;
        auto process = Process::start(
            loop, shell("echo $GREETING; head -c 200000 /dev/zero; exit 3"),
            {.on_output = [&](Bytes octets) { output.append(octets.begin(), octets.end()); },
             .on_exit =
                 [&](int exit_status, int) {
                     status = exit_status;
                     loop.stop();
                 }});
        REQUIRE(process.has_value());
        loop.run();
        CHECK(status == 3);
        CHECK(output.size() == 200'006);
        CHECK(output.starts_with("hello\n"));
        CHECK_FALSE(has_children());
    }

    TEST_CASE("a process may be destroyed by its own output, and no zombie is left") {
        Loop loop;
        std::unique_ptr<Process> process;
        auto started = Process::start(loop, shell("echo x; sleep 1000"),
                                      {.on_output =
                                           [&](Bytes) {
                                               process.reset();
                                               loop.stop();
                                           },
                                       .on_exit = [](int, int) { FAIL("nobody is interested"); }});
        REQUIRE(started.has_value());
        process = *std::move(started);
        loop.run();
        int looks = 0;
        Timer look(loop, [&] {
            if (!has_children() || ++looks == 5000) loop.stop();
        });
        look.start_every(milliseconds{1});
        loop.run();
        CHECK_FALSE(has_children());
    }

    TEST_CASE("a loop that ends soon after leaves no zombie either") {
        {
            Loop loop;
            auto process = Process::start(loop, shell("sleep 1000"),
                                          {.on_output = [](Bytes) {}, .on_exit = [](int, int) {}});
            REQUIRE(process.has_value());
        }
        CHECK_FALSE(has_children());
    }

    TEST_CASE("more memory than granted is not to be had") {
        Loop loop;
        int status = 0;
        ProgramCall call = shell("head -c 100000000 /dev/zero | tail -c 99999999 > /dev/null");
        call.memory_max = std::uint64_t{64} << 20;
        auto process = Process::start(loop, call,
                                      {.on_output = [](Bytes) {},
                                       .on_exit =
                                           [&](int exit_status, int) {
                                               status = exit_status;
                                               loop.stop();
                                           }});
        REQUIRE(process.has_value());
        loop.run();
        CHECK(status != 0);
    }
}

} // namespace signpost::loop
